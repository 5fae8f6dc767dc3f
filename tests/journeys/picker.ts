/** The phone's own file picker. The browser reads the file from the disk, whatever its size, as it does for a person. */
import type { Page } from 'playwright-core';

/** Presses a button that opens the picker, and chooses a file there. */
export async function chooseFile(page: Page, button: RegExp, file: string): Promise<void> {
  await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: button }).click()]);
  await putFile(page, file);
}

/** Puts a file into the page's picker as if it had been chosen. */
export async function putFile(page: Page, file: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { result } = await session.send('Runtime.evaluate', { expression: "document.querySelector('input[type=file]')" });
  await session.send('DOM.setFileInputFiles', { files: [file], objectId: result.objectId! });
  await session.detach();
}
