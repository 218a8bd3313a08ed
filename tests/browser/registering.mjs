// A provider that nobody has registered yet, and the form that registers it.

import { unique } from "./api.mjs";

// An NPI that nobody has: its check digit is Luhn's over 80840 and it.
function npi() {
  const nine = `1${unique().slice(-8)}`;
  const sum = [...`80840${nine}`].reverse().reduce((sum, digit, at) => {
    const twice = at % 2 === 0 ? digit * 2 : Number(digit);
    return sum + (twice > 9 ? twice - 9 : twice);
  }, 0);
  return `${nine}${(10 - (sum % 10)) % 10}`;
}

export function aProvider() {
  return {
    provider_name: "Lakeside Clinic", npi: npi(), medicaid_id: unique().slice(-12), tin: "361234567",
    street: "1 Lake Street", city: "Peoria", state: "IL", zip: "61602",
    contact_name: "Pat Clerk", contact_phone: "309-555-0100", contact_email: "billing@lakeside.example.org",
  };
}

// Types it into the form of the page.
export async function registers(page, change = {}) {
  for (const [id, value] of Object.entries({ ...aProvider(), ...change })) await page.fill(`#${id}`, value);
  await page.locator("#provider_type").selectOption({ index: 1 });
  await page.locator("label[for^=acting_as-]").first().click();
}
