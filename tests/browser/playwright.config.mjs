import { defineConfig } from '@playwright/test'
import { launchOptions } from './chromium.mjs'

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.mjs',
  fullyParallel: true,
  workers: 2,
  // A test that passes on its second try is a defect that nobody looks at.
  retries: 0,
  forbidOnly: true,
  snapshotPathTemplate: 'trees/{arg}{ext}',
  timeout: 30_000,
  expect: {
    timeout: 10_000,
    // One browser draws one page in one way: a few pixels are all that may differ.
    toHaveScreenshot: { pathTemplate: '../../docs/screenshots/{arg}{ext}', threshold: 0.01, maxDiffPixels: 20 },
  },
  reporter: [['list'], ['./reporter.mjs']],
  use: {
    launchOptions: launchOptions(),
    // It would take requests away from the tests that watch or spoil them; its own tests allow it.
    serviceWorkers: 'block',
    viewport: { width: 1280, height: 800 },
    // A trace (`--trace on`) would slow down the frames that some tests measure.
    screenshot: 'only-on-failure',
  },
  // Every scenario must hold whether the page foresees the outcome or waits for the server.
  // A title with @once says that the scenario knows no difference.
  projects: [
    { name: 'optimism on', use: { optimism: 'on' } },
    { name: 'optimism off', use: { optimism: 'off' }, grepInvert: /@once/ },
  ],
})
