import { memo } from 'react'
import { counted } from './format.js'
import { Icon } from './icon.jsx'
import { usePending } from './mutations.js'

/**
 * What surrounds the list. It is as much as Course Studio has there, so that both lists are as high
 * and both pages have as much to lay out; none of its buttons does anything.
 */
export function Frame({ children }) {
  return (
    <div className="app">
      <header className="top-bar">
        <a href="/" className="brand" aria-label="Course Studio, all courses">
          <span className="brand-mark">
            <Icon name="play" />
          </span>
          <span className="brand-name">Course Studio</span>
        </a>
        <span className="top-space" />
        <SaveState />
        {['flask', 'keyboard', 'moon'].map((name) => (
          <button key={name} type="button" className="icon-button" aria-label={name}>
            <Icon name={name} />
          </button>
        ))}
      </header>
      <div className="workspace has-activity">{children}</div>
    </div>
  )
}

/** The save state; apart from the frame, so that only it is drawn when a count changes. */
function SaveState() {
  const pending = usePending()
  return (
    <span className={`sync-status ${pending ? 'busy' : 'saved'}`} data-role="sync-status" data-pending={pending}>
      <Icon name={pending ? 'cloud-up' : 'cloud-done'} />
      <span>{pending ? `${counted(pending, 'change')} waiting` : 'All changes saved'}</span>
    </span>
  )
}

/** Where one looks for videos. */
export const FindBar = memo(function FindBar() {
  const menu = (label, choices) => (
    <select aria-label={label}>
      {choices.map((choice) => (
        <option key={choice}>{choice}</option>
      ))}
    </select>
  )
  return (
    <div className="find-bar" role="search">
      <input type="search" placeholder="Find" aria-label="Find videos by title" autoComplete="off" />
      {menu('Which videos', ['All', 'Published', 'Drafts'])}
      {menu('Order', ['Position', 'Title', 'Longest'])}
    </div>
  )
})

/** Where one adds a video. */
export const AddForm = memo(function AddForm() {
  return (
    <form className="video-form" noValidate aria-label="Add a video" onSubmit={(event) => event.preventDefault()}>
      <label className="field grow">
        <span className="visually-hidden">Title</span>
        <input type="text" placeholder="Title of a new video" autoComplete="off" />
      </label>
      <label className="field short">
        <span className="visually-hidden">Duration, minutes and seconds</span>
        <input type="text" placeholder="m:ss" autoComplete="off" />
      </label>
      <button type="submit" className="button primary">
        <Icon name="plus" />
        <span>Add video</span>
      </button>
    </form>
  )
})
