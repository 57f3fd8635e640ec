/** Closes with one line that people and scripts find at once. */
export default class ClosingLine {
  onBegin(_config, suite) {
    this.suite = suite
  }

  onEnd() {
    const counts = { passed: 0, failed: 0, skipped: 0 }
    const reasons = new Map()
    for (const test of this.suite?.allTests() ?? []) {
      const outcome = test.outcome()
      if (outcome === 'expected') counts.passed += 1
      else if (outcome === 'skipped') {
        counts.skipped += 1
        const why = test.annotations.find(({ type }) => type === 'skip')?.description
        if (why) reasons.set(why, (reasons.get(why) ?? 0) + 1)
      }
      else counts.failed += 1
    }
    for (const [why, many] of reasons) console.log(`\n${many} skipped: ${why}`)
    const skipped = counts.skipped ? `, ${counts.skipped} skipped` : ''
    console.log(`\n${counts.passed} passed, ${counts.failed} failed${skipped}`)
  }

  printsToStdio() {
    return true
  }
}
