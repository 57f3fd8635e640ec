import { memo } from 'react'
import { clock } from './format.js'

/**
 * One video in the list, element for element the row of Course Studio. It is given no place, which
 * the style sheet counts: a row is not drawn again when one above it goes. And it is given plain
 * values, which stay equal when the list is read again. The buttons that no benchmark presses do
 * nothing.
 */
export const VideoRow = memo(function VideoRow({ id, title, seconds, published, saving, selected, active, onAction }) {
  // Not pure, and on purpose: what is counted is how often React calls this.
  if (window.__measure) window.__measure.rowRenders += 1
  const tabIndex = active ? 0 : -1
  const onClick = (event) => {
    const action = event.target.closest('[data-action]')?.dataset.action
    if (action) onAction(action, id, published)
  }
  const tool = (action, name) => (
    <button
      type="button"
      className={`icon-button tool ${action}`}
      data-action={action}
      aria-label={`${name} ${title}`}
      tabIndex={tabIndex}
    />
  )
  return (
    <div
      className="video-row"
      role="none"
      data-video-id={id}
      data-published={published}
      data-state={saving ? 'saving' : 'idle'}
      data-selected={selected}
      onClick={onClick}
    >
      <span role="gridcell" className="cell-select">
        <button
          type="button"
          role="checkbox"
          className="check"
          data-action="select"
          aria-checked={selected}
          aria-label={`Select ${title}`}
          tabIndex={tabIndex}
        />
      </span>
      <span role="gridcell" className="cell-place" aria-hidden="true" />
      <span role="gridcell" className="cell-title">
        <span className="title" data-role="title" title={title}>
          {title}
        </span>
      </span>
      <span role="gridcell" className="cell-state" aria-label={saving ? 'Saving' : ''} />
      <span role="gridcell" className="cell-duration">
        {clock(seconds)}
      </span>
      <span role="gridcell" className="cell-published">
        <button
          type="button"
          role="switch"
          className="switch"
          data-action="toggle"
          aria-checked={published}
          aria-label={`Publish ${title}`}
          aria-disabled="false"
          tabIndex={tabIndex}
        >
          <span className="switch-label">{published ? 'Published' : 'Draft'}</span>
        </button>
      </span>
      <span role="gridcell" className="cell-actions tools">
        {tool('rename', 'Rename')}
        {tool('move-up', 'Move up')}
        {tool('move-down', 'Move down')}
        {tool('move-to', 'Move to position')}
        {tool('delete', 'Delete')}
      </span>
    </div>
  )
})
