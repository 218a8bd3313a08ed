// Pages that an address opens, by whom, and what they answer. `{waiting}` and the like are keys of tickets and
// registrations.

const TICKETS = "/tickets?state=with_mco&overdue=true";
const NONE = "/tickets/00000000-0000-4000-8000-000000000000";

export const PAGES = [
  ["", [
    "/", "/window", "/window?filed_with_mco=2026-09-04&resolved=2026-09-20", "/rules", "/accessibility", "/status",
    "/sign-up", "/sign-up/code", "/password/forgotten", "/password/new", "/signed-out",
    ["/window?resolved=2026-09-20", 422], ["/signed-in", 400], ["/no/such/place", 404],
  ]],
  ["provider.demo", [
    "/", "/rules", "/tickets", TICKETS, "/tickets/{waiting}", "/tickets/{early}", "/tickets/{proposed}", "/tickets/{ripe}", "/tickets/{decided}",
    "/tickets/{waiting}?do=withdrawal", "/tickets/{waiting}?do=extension", "/tickets/{waiting}?do=messages",
    "/tickets/{proposed}?do=answer", "/tickets/{review}?do=evidence", [NONE, 404], ["/no/such/place", 404], ["/tickets?state=lost", 422],
    "/tickets?desk=evidence", "/tickets?desk=late", "/tickets/new", "/tickets/new?from={early}", "/drafts", "/registrations", "/me",
    "/registrations/{registered}", "/registrations/{ofAgent}", "/registrations/{approved}", ["/uploads/new?purpose=nothing", 422],
  ]],
  ["mco.abhil", [
    "/", "/tickets", "/tickets?desk=mco", "/tickets?desk=evidence", "/tickets/{waiting}", "/tickets/{waiting}?do=proposal", "/tickets/{review}?do=evidence",
    "/uploads", "/uploads/new", ["/uploads/new?purpose=claims", 403], ["/audit?ticket={waiting}", 403],
  ]],
  ["hfs.lead", [
    "/", "/tickets", "/tickets?state=closed&provider=363456789001", ["/tickets?state=closed", 422], "/tickets/{ripe}", "/tickets/{ripe}?do=decision", "/tickets/{waiting}?do=closure",
    "/tickets/{waiting}?do=messages", "/tickets/{asked}?do=extension/decision", "/tickets/{held}?do=presentation",
    "/tickets/{urgent}?do=look", "/registrations", "/registrations/{registered}", "/registrations/{ofAgent}", "/registrations/{approved}",
    "/audit", "/audit?ticket={waiting}",
    "/people", "/people?mco=ABHIL", ["/people?mco=NOPE", 422], [NONE, 404],
  ]],
];
