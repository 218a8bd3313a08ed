// A provider that nobody has registered yet, and the form that registers it.

import { call, unique } from "./api.mjs";

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

// The demo provider, which has staff on record.
const DEMO = { npi: "1234567893", medicaid_id: "363456789001" };

// Registrations, each where its name says.
export const registration = {
  async waiting(who = "provider.demo", change = {}) {
    return call(who, "POST", "/registrations", { ...aProvider(), provider_type: "clinic", acting_as: "provider_staff", ...change });
  },
  // It waits for the consent of the demo provider's staff too.
  async ofAgent() {
    return registration.waiting("billing.demo", { ...DEMO, acting_as: "billing_agent" });
  },
  async approved() {
    const { registration_id } = await registration.waiting();
    return call("hfs.staff", "POST", `/registrations/${registration_id}/decision`, { decision: "approve" });
  },
};

// Types it into the form of the page.
export async function registers(page, change = {}) {
  for (const [id, value] of Object.entries({ ...aProvider(), ...change })) await page.fill(`#${id}`, value);
  await page.locator("#provider_type").selectOption({ index: 1 });
  await page.locator("label[for^=acting_as-]").first().click();
}
