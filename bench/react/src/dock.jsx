import { memo } from 'react'
import { count } from './format.js'
import { Icon } from './icon.jsx'

/** The activity panel. */
export const Dock = memo(function Dock({ progress, onDismiss }) {
  return (
    <aside className={progress ? 'dock' : 'dock is-empty'} aria-label="Activity">
      <div className="dock-head">
        <h2>Activity</h2>
      </div>
      <div className="dock-body" tabIndex="0" role="group" aria-label="Bulk operations">
        {progress ? (
          <Progress {...progress} onDismiss={onDismiss} />
        ) : (
          <p className="dock-empty">Bulk changes show their progress here.</p>
        )}
      </div>
    </aside>
  )
})

/** How far a bulk deletion has come. */
function Progress({ total, done, failed, onDismiss }) {
  const running = done + failed < total
  const title = `Deleting ${count(total)} videos`
  const share = (part) => ({ width: `${(100 * part) / total}%` })
  return (
    <section
      className="bulk-progress"
      data-role="bulk-progress"
      data-total={total}
      data-done={done}
      data-failed={failed}
      data-state={running ? 'running' : 'finished'}
      aria-label={title}
    >
      <header>
        <h3>{title}</h3>
        {!running && (
          <button
            type="button"
            className="icon-button"
            data-action="dismiss-bulk"
            aria-label="Dismiss"
            onClick={onDismiss}
          >
            <Icon name="cross" />
          </button>
        )}
      </header>
      <div
        className="bar"
        role="progressbar"
        aria-label={title}
        aria-valuemin="0"
        aria-valuemax={total}
        aria-valuenow={done + failed}
      >
        <span className="bar-done" style={share(done)} />
        <span className="bar-failed" style={share(failed)} />
      </div>
      <p className="counts">
        <span className="count-done">{count(done)} done</span>
        {failed > 0 && <span className="count-failed">{count(failed)} failed</span>}
        {running && <span className="count-waiting">{count(total - done - failed)} waiting</span>}
      </p>
    </section>
  )
}
