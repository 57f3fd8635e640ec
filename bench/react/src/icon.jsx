/** An icon, drawn by the style sheet. */
export const Icon = ({ name }) => <i className={`icon icon-${name}`} aria-hidden="true" />
