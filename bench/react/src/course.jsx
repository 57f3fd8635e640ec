import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { courses, limits, videosOf } from './api.js'
import { BulkBar } from './bulk.jsx'
import { Dock } from './dock.jsx'
import { count, counted, length } from './format.js'
import { AddForm, FindBar } from './frame.jsx'
import { VideoList } from './list.jsx'
import { useBulkDelete, useDelete, useToggle, videosKey } from './mutations.js'

const NONE = new Set()

/** A course: its head, its list, and what is done to them. */
export function CoursePage({ courseId }) {
  const catalogue = useQuery({ queryKey: ['courses'], queryFn: ({ signal }) => courses(signal) })
  const { data: videos, error } = useQuery({
    queryKey: videosKey(courseId),
    queryFn: ({ signal }) => videosOf(courseId, signal),
    // As the documentation advises for a large answer. It compares place by place: after a deletion it
    // would copy every video that follows.
    structuralSharing: false,
  })
  const [selection, setSelection] = useState(NONE)
  const [progress, setProgress] = useState(null)
  const onDone = useCallback((done) => setProgress((it) => ({ ...it, done })), [])
  const onDismiss = useCallback(() => setProgress(null), [])
  const { mutate: toggle } = useToggle(courseId)
  const { mutate: remove } = useDelete(courseId)
  const { mutate: removeAll } = useBulkDelete(courseId, onDone)
  // Before anyone deletes many, so that it need not wait for that.
  useEffect(() => void limits().catch(() => {}), [])

  const onAction = useCallback(
    (action, id, published) => {
      if (action === 'toggle') toggle({ id, published: !published })
      else if (action === 'delete') remove({ id })
      else if (action === 'select') setSelection((selection) => flipped(selection, id))
    },
    [toggle, remove],
  )
  const onBulkDelete = () => {
    const ids = [...selection]
    setSelection(NONE)
    setProgress({ total: ids.length, done: 0, failed: 0 })
    removeAll({ ids }, { onError: () => setProgress((it) => ({ ...it, failed: it.total - it.done })) })
  }
  const onSelectFirst = (wanted) => setSelection(new Set(videos.slice(0, wanted).map(({ id }) => id)))
  const onClear = () => setSelection(NONE)
  const sums = useMemo(() => sumsOf(videos ?? []), [videos])
  const title = catalogue.data?.find(({ id }) => id === courseId)?.title ?? courseId
  const total = videos?.length ?? 0
  return (
    <>
      <main className="course-main">
        <div className="course-head">
          <a href="/" className="up">
            Courses
          </a>
          <h1>{title}</h1>
          <p className="facts">
            <span data-role="video-count" data-count={total}>
              {counted(total, 'video')}
            </span>
            <span>{count(sums.published)} published</span>
            <span>{length(sums.seconds)}</span>
          </p>
          <FindBar />
        </div>
        <AddForm />
        <div className="list-card">
          {error && !videos && <p role="alert">{error.message}</p>}
          {videos && (
            <>
              <BulkBar
                selected={selection.size}
                shown={total}
                onSelectFirst={onSelectFirst}
                onDelete={onBulkDelete}
                onClear={onClear}
              />
              <VideoList videos={videos} selection={selection} label={`Videos of ${title}`} onAction={onAction} />
            </>
          )}
        </div>
      </main>
      <Dock progress={progress} onDismiss={onDismiss} />
    </>
  )
}

function flipped(selection, id) {
  const next = new Set(selection)
  if (!next.delete(id)) next.add(id)
  return next
}

function sumsOf(videos) {
  let [published, seconds] = [0, 0]
  for (const video of videos) {
    if (video.published) published += 1
    seconds += video.durationSeconds
  }
  return { published, seconds }
}
