// Pictures of the main pages for the README: `make screenshots` puts them into docs/pages.

import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { daysAgo, ticket } from "./api.mjs";
import { aBrowser } from "./browser.mjs";
import { hold } from "./holds.mjs";

const browser = aBrowser();
const FOLDER = path.resolve(import.meta.dirname, "../../docs/pages");
const VIEW = { viewport: { width: 1000, height: 780 } };

async function pictures(name, who, place, until) {
  test(name, async () => {
    const page = await browser.page(who, VIEW);
    const answer = await page.goto(await place());
    hold(answer.status() === 200 ? [] : [`status ${answer.status()}`], name);
    await page.getByText(until).first().waitFor();
    fs.mkdirSync(FOLDER, { recursive: true });
    await page.screenshot({ path: path.join(FOLDER, `${name}.png`), animations: "disabled" });
    await page.context().close();
  });
}

const found = async (filed, rest = "") => `/tickets/${(await filed).ticket_id}${rest}`;

pictures("home", "provider.demo", async () => {
  await ticket.proposed();
  await ticket.waiting();
  return "/";
}, "Provider Resolution Portal");
pictures("window", undefined, () => `/window?filed_with_mco=${daysAgo(40)}&resolved=${daysAgo(24)}`, "When may I file?");
pictures("ticket", "provider.demo", () => found(ticket.proposed()), "What you can do now");
pictures("queue", "mco.abhil", async () => {
  await ticket.waiting();
  return "/tickets";
}, "Tickets");
pictures("proposal", "mco.abhil", () => found(ticket.waiting(), "?do=proposal#form"), "Claim by claim");
pictures("decision", "hfs.lead", () => found(ticket.ripe(), "?do=decision#form"), "Claim by claim");
