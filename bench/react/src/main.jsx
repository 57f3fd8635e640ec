import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { CoursePage } from './course.jsx'
import { Frame } from './frame.jsx'

const [, courseId = 'c1'] = /^\/courses\/([^/]+)/.exec(location.pathname) ?? []

createRoot(document.getElementById('root')).render(
  <QueryClientProvider client={new QueryClient()}>
    <Frame>
      <CoursePage courseId={courseId} />
    </Frame>
  </QueryClientProvider>,
)
