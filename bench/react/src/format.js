/** 12345 as `12,345`. */
export const count = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ',')

/** `1 video`, `2 videos`. */
export const counted = (number, one) => `${count(number)} ${one}${number === 1 ? '' : 's'}`

/** Seconds as `4:05` or `1:02:09`. */
export function clock(seconds) {
  const two = (number) => String(number).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

/** Seconds as `48 min` or `11 h 5 min`, for sums. */
export function length(seconds) {
  const all = Math.ceil(seconds / 60)
  const [hours, minutes] = [Math.floor(all / 60), all % 60]
  return [hours && `${count(hours)} h`, (minutes || !hours) && `${minutes} min`].filter(Boolean).join(' ')
}
