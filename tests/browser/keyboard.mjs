// What a keyboard does, without a pointer.

import assert from "node:assert/strict";

// Tabs to what is called so, as someone does who sees it; fails where it cannot be reached.
export async function tabTo(page, locator, most = 120) {
  for (let presses = 0; presses < most; presses += 1) {
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

// Presses the button of this name, however far it is by Tab; the answer of the page that came of it.
export const pressesButton = async (page, name) =>
  (await Promise.all([page.waitForNavigation(), page.getByRole("button", { name, exact: true }).press("Enter")]))[0];

// Chooses a file in a field that the keyboard reaches; the dialog that then opens is the system's, not the
// page's.
export async function chooses(page, locator, file) {
  await tabTo(page, locator);
  await locator.setInputFiles(file);
}
