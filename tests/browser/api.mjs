// The portal as programs use it: how tests put a ticket where a page is to find it.

import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { PASSWORD, portal } from "./browser.mjs";

const tokens = new Map();

async function token(who) {
  if (!tokens.has(who)) {
    const answer = await fetch(portal.endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "AWSCognitoIdentityProviderService.InitiateAuth",
      },
      body: JSON.stringify({
        AuthFlow: "USER_PASSWORD_AUTH", ClientId: portal.client_id,
        AuthParameters: { USERNAME: who, PASSWORD },
      }),
    });
    tokens.set(who, (await answer.json()).AuthenticationResult.AccessToken);
  }
  return tokens.get(who);
}

// Status and text of any request to the portal. Node does not look up names below localhost as browsers do.
export function send(method, path, headers, text) {
  const { host, port } = new URL(portal.url);
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method, path, headers: { host, ...headers } }, (answer) => {
      let all = "";
      answer.setEncoding("utf8");
      answer.on("data", (part) => (all += part));
      answer.on("end", () => resolve([answer.statusCode, all]));
    });
    sent.on("error", reject);
    sent.end(text);
  });
}

// What `who` gets; anything but success fails the test.
export async function call(who, method, path, body) {
  const headers = { authorization: `Bearer ${await token(who)}`, accept: "application/json" };
  if (body !== undefined) Object.assign(headers, { "content-type": "application/json", "idempotency-key": randomUUID() });
  const [status, answer] = await send(method, path, headers, body && JSON.stringify(body));
  if (status >= 300) throw new Error(`${method} ${path} as ${who}: ${status} ${answer}`);
  return JSON.parse(answer);
}

// Today in Chicago, less so many days.
export function daysAgo(days) {
  const today = new Date().toLocaleDateString("en-CA", { timeZone: "America/Chicago" });
  const day = new Date(`${today}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() - days);
  return day.toISOString().slice(0, 10);
}

let count = 0;

export const unique = () => `${Date.now()}${String(process.pid % 10_000).padStart(4, "0")}${count++}`;

// A complete and timely dispute with one claim, never the same one twice; as tests/src/dispute.rs has it.
export function dispute(change = {}) {
  const number = unique();
  return {
    provider: { npi: "1234567893", medicaid_id: "363456789001" },
    mco: "ABHIL", program: "HCI",
    mco_tracking_number: `PDXGR${number}`, filed_with_mco: daysAgo(40),
    mco_answer: "denied", mco_answered: daysAgo(24), peer_to_peer: "not_applicable",
    category: "claim_denial/authorization",
    medicaid_fee_for_service: false, medicare_only: false, urgent: false,
    contact: { name: "Pat Clerk", phone: "217-555-0100", email: "billing@prairie.example.org" },
    description: "Authorization was obtained by telephone before admission.",
    outcome_sought: "Payment at the contracted rate.", attested: true,
    claims: [{
      member_last_name: "Quillfeather", member_first_name: "Ottoline", rin: "012345678", date_of_birth: "1980-02-29",
      service_from: daysAgo(100), service_to: daysAgo(98), mco_claim_number: `23A${number}`, claim_type: "837I",
      billed: "1250.00", paid: "0.00", expected: "980.25",
      denied_on: daysAgo(70), carc: "197", rarc: "N54", procedure_code: "99284",
    }],
    ...change,
  };
}

// Tickets of provider.demo, each where its name says.
export const ticket = {
  async waiting(change) {
    return call("provider.demo", "POST", "/tickets", dispute(change));
  },
  // A closed one: it came too early.
  async early() {
    return ticket.waiting({ filed_with_mco: daysAgo(5), mco_answered: daysAgo(2) });
  },
  // Late as HFS reads the rule, timely by its own words: staff have to look at it before the MCO sees it.
  async held() {
    return ticket.waiting({ filed_with_mco: daysAgo(80), mco_answered: daysAgo(10) });
  },
  async urgent() {
    return ticket.waiting({ urgent: true, urgent_reason: "Her care waits for it." });
  },
  async proposed(change) {
    const filed = await ticket.waiting(change);
    const proposal = { summary: "We pay a part.", claims: [{ claim: 1, outcome: "pay_part", amount: "500.00", reason: "Rate." }] };
    return call("mco.abhil", "POST", `/tickets/${filed.ticket_id}/proposal`, proposal);
  },
  async inReview(change) {
    const { ticket_id } = await ticket.proposed(change);
    const place = `/tickets/${ticket_id}`;
    return call("provider.demo", "POST", `${place}/answer`, { answer: "review", reason: "The rate is not the contract's." });
  },
  // HFS may decide.
  async ripe(change) {
    const { ticket_id } = await ticket.inReview(change);
    await call("provider.demo", "POST", `/tickets/${ticket_id}/evidence`, { done: true });
    return call("mco.abhil", "POST", `/tickets/${ticket_id}/evidence`, { done: true });
  },
  async decided() {
    const { ticket_id } = await ticket.ripe();
    const decision = { summary: "The approval was on record.", claims: [{ claim: 1, for: "provider", reason: "All days." }] };
    return call("hfs.staff", "POST", `/tickets/${ticket_id}/decision`, decision);
  },
  async withExtensionAsked() {
    const { ticket_id } = await ticket.waiting();
    return call("mco.abhil", "POST", `/tickets/${ticket_id}/extension`, { reason: "Records." });
  },
  async read(filed) {
    return call("hfs.staff", "GET", `/tickets/${filed.ticket_id}`);
  },
};
