// What a keyboard does, without a pointer.

import assert from "node:assert/strict";

// Tabs to what is called so, as someone does who sees it; fails where it cannot be reached.
export async function tabTo(page, locator) {
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press("Tab");
    if (await locator.evaluate((each) => each === document.activeElement)) return;
  }
  assert.fail(`never reached: ${locator}`);
}

// Follows a link or presses a button by Enter; the answer of the page that came of it.
export async function enters(page, locator) {
  await tabTo(page, locator);
  const [answer] = await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  return answer;
}

// Chooses a file in a field that the keyboard reaches; the dialog that then opens is the system's, not the
// page's.
export async function chooses(page, locator, file) {
  await tabTo(page, locator);
  await locator.setInputFiles(file);
}
