import { count } from './format.js'
import { Icon } from './icon.jsx'

/** The bar above the list: choosing many videos, and deleting what is chosen. */
export function BulkBar({ selected, shown, onSelectFirst, onDelete, onClear }) {
  const onSubmit = (event) => {
    event.preventDefault()
    const wanted = Number(new FormData(event.currentTarget).get('count'))
    if (wanted >= 1) onSelectFirst(wanted)
  }
  const all = selected > 0 && selected === shown
  return (
    <div className={selected ? 'bulk-bar has-selection' : 'bulk-bar'} role="toolbar" aria-label="Selected videos">
      <button
        type="button"
        role="checkbox"
        className="check"
        data-action="select-all"
        aria-checked={all ? 'true' : selected ? 'mixed' : 'false'}
        aria-label="Select all"
        onClick={all ? onClear : () => onSelectFirst(shown)}
      />
      <span className="bulk-count" data-role="selected-count" data-count={selected}>
        {selected ? `${count(selected)} selected` : `Select all ${count(shown)}`}
      </span>
      <form className="select-first" noValidate onSubmit={onSubmit}>
        <label>
          <span>First</span>
          <input
            type="number"
            name="count"
            min="1"
            inputMode="numeric"
            defaultValue="20"
            data-role="select-count"
            aria-label="How many videos to select from the top"
          />
        </label>
        <button type="submit" className="button small quiet" data-action="select-first">
          Select
        </button>
      </form>
      <span className="bulk-actions">
        <button type="button" className="button small bulk-delete" data-action="bulk-delete" onClick={onDelete}>
          <Icon name="trash" />
          <span>Delete</span> {count(selected)}
        </button>
        <button
          type="button"
          className="icon-button"
          data-action="clear-selection"
          aria-label="Clear the selection"
          onClick={onClear}
        >
          <Icon name="cross" />
        </button>
      </span>
    </div>
  )
}
