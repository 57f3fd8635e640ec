import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useRef } from 'react'
import { useSaving } from './mutations.js'
import { VideoRow } from './row.jsx'

const ROW_HEIGHT = 56
/** Rows drawn beyond each edge of what is seen: about as many in all as Course Studio draws. */
const OVERSCAN = 4
const rowHeight = () => ROW_HEIGHT

/** A list that draws only what is seen. Its rows stand in the flow, so that none is moved by a style. */
export const VideoList = memo(function VideoList({ videos, selection, label, onAction }) {
  const list = useRef(null)
  const saving = useSaving()
  const virtualizer = useVirtualizer({
    count: videos.length,
    getScrollElement: () => list.current,
    estimateSize: rowHeight,
    overscan: OVERSCAN,
  })
  const rows = virtualizer.getVirtualItems()
  const first = rows[0]
  return (
    <div
      className="video-list"
      data-testid="video-list"
      role="grid"
      aria-label={label}
      aria-rowcount={videos.length}
      aria-multiselectable="true"
      style={{ '--row-height': `${ROW_HEIGHT}px` }}
      ref={list}
    >
      <div
        className="video-list-inner"
        role="presentation"
        style={{
          height: virtualizer.getTotalSize(),
          paddingTop: first?.start ?? 0,
          counterReset: `place ${first?.index ?? 0}`,
        }}
      >
        {rows.map(({ index }) => {
          const { id, title, durationSeconds, published } = videos[index]
          const selected = selection.has(id)
          return (
            <div
              key={id}
              className="video-slot"
              role="row"
              aria-rowindex={index + 1}
              aria-selected={selected}
              tabIndex={index === 0 ? 0 : -1}
            >
              <VideoRow
                id={id}
                title={title}
                seconds={durationSeconds}
                published={published}
                saving={saving.includes(id)}
                selected={selected}
                active={index === 0}
                onAction={onAction}
              />
            </div>
          )
        })}
      </div>
    </div>
  )
})
