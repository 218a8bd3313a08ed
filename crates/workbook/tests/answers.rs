//! The answer workbook: handed out, filled in as people do, read, and given back.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "build/mod.rs"]
mod build;

use build::{Parts, spanish, unzipped};
use portal_core::claim::Claim;
use portal_core::money::Money;
use portal_core::outcome::Outcome;
use portal_workbook::{
    ANSWERS_VERSION, AnswersWorkbook, MOST_ANSWER_ROWS, MOST_ANSWERED_TICKETS, Refused, RowFault,
    TicketToAnswer, annotate_answers, answers_to_fill_in, read_answers, read_claims, read_registrations,
};
use rstest::rstest;
use rust_xlsxwriter::{Format, Workbook};
use std::fmt::Write;

const HEADINGS: [&str; 5] = ["Ticket number", "Claim", "Outcome", "Amount", "Reason"];

/// A book of these rows, text in every cell.
fn book(answers: &[[&str; 5]], summaries: &[[&str; 2]]) -> Vec<u8> {
    headed(&HEADINGS, answers, summaries)
}

fn headed(headings: &[&str; 5], answers: &[[&str; 5]], summaries: &[[&str; 2]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Answers").unwrap();
    for (line, cells) in (0..).zip(std::iter::once(headings).chain(answers)) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(line, column, *cell).unwrap();
        }
    }
    let sheet = book.add_worksheet().set_name("Tickets").unwrap();
    for (line, cells) in (0..).zip(std::iter::once(&["Ticket number", "Summary"]).chain(summaries)) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(line, column, *cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn told(faults: &[RowFault]) -> Vec<(u32, &str, &str)> {
    faults.iter().map(|fault| (fault.row, fault.column, fault.code)).collect()
}

fn claim(billed: u64, expected: u64) -> Claim {
    Claim {
        billed: Some(Money::from_cents(billed)),
        expected: Some(Money::from_cents(expected)),
        ..Claim::default()
    }
}

fn ticket(number: u32, claims: usize) -> TicketToAnswer {
    let full = Claim {
        member_last_name: "=Quillfeather".parse().ok(),
        member_first_name: "Ottoline".parse().ok(),
        rin: "012345678".parse().ok(),
        mco_claim_number: "0023ABC0001".parse().ok(),
        service_from: "2026-08-01".parse().ok(),
        service_to: "2026-08-03".parse().ok(),
        ..claim(125_000, 98_025)
    };
    TicketToAnswer {
        number: format!("IL-0000-000{number}-X").parse().unwrap(),
        due: "2026-12-24".parse().ok(),
        tracking_number: "0012345".parse().ok(),
        provider: "363456789001".to_owned(),
        category: "claim_denial/authorization".parse().ok(),
        claims: vec![full; claims],
    }
}

fn part(bytes: &[u8], name: &str) -> String {
    let Parts(parts) = unzipped(bytes);
    let (_, content) = parts.into_iter().find(|(part, _)| part == name).unwrap();
    String::from_utf8(content).unwrap()
}

/// What somebody typed into the cells of a workbook that was handed out: sheet, cell, text.
fn typed(bytes: &[u8], cells: &[(u32, &str, &str)]) -> Vec<u8> {
    let Parts(mut parts) = unzipped(bytes);
    for (sheet, cell, text) in cells {
        let (_, content) =
            parts.iter_mut().find(|(name, _)| *name == format!("xl/worksheets/sheet{sheet}.xml")).unwrap();
        let xml = String::from_utf8(std::mem::take(content)).unwrap();
        // An unlocked cell that is blank has a format and no value.
        let (before, after) = xml.split_once(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| {
            let row: String = cell.chars().filter(char::is_ascii_digit).collect();
            let (at, _) = xml.match_indices("</row>").nth(row.parse::<usize>().unwrap() - 1).unwrap();
            (&xml[..at], &xml[at..])
        });
        let after = after.split_once("/>").filter(|(head, _)| head.starts_with(" s=")).map_or(after, |p| p.1);
        let mut filled = before.to_owned();
        write!(filled, "<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>{after}").unwrap();
        *content = filled.into_bytes();
    }
    Parts(parts).zip()
}

#[test]
fn what_is_handed_out_is_locked_where_it_is_given_and_helps_where_it_is_filled_in() {
    let bytes = answers_to_fill_in(&[ticket(1, 2), ticket(2, 0)], false).unwrap();
    assert!(bytes == answers_to_fill_in(&[ticket(1, 2), ticket(2, 0)], false).unwrap());
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert_eq!(sheet.matches("<dataValidation ").count(), 3);
    for expected in ["<sheetProtection", r#"state="frozen""#, "Lists!$A$1:$A$3", "promptTitle"] {
        assert!(sheet.contains(expected), "{expected}");
    }
    // No cell is a formula, whatever a name begins with.
    assert!(!sheet.contains("<f>") && part(&bytes, "xl/sharedStrings.xml").contains("=Quillfeather"));
    let strings = part(&bytes, "xl/sharedStrings.xml");
    for text in ["012345678", "0023ABC0001", "0012345", "Pagar en su totalidad", "Cómo llenar este libro"] {
        assert!(strings.contains(text), "{text}");
    }
    assert_eq!(part(&bytes, "xl/comments1.xml").matches("<comment ").count(), 16);
    assert_eq!(part(&bytes, "xl/comments2.xml").matches("<comment ").count(), 6);
    assert!(part(&bytes, "docProps/custom.xml").contains(ANSWERS_VERSION));
    assert!(part(&bytes, "xl/workbook.xml").contains(r#"name="Lists" sheetId="4" state="hidden""#));
    assert!(!strings.contains("There were more tickets"));
    let more = answers_to_fill_in(&[ticket(1, 1)], true).unwrap();
    assert!(part(&more, "xl/sharedStrings.xml").contains("There were more tickets"));
    assert!(read_claims(&more, &portal_workbook::Expectation { today: ticket(1, 0).due.unwrap() }).is_err());
}

#[test]
fn nothing_filled_in_is_said_and_a_workbook_without_tickets_has_no_rows() {
    let read = read_answers(&answers_to_fill_in(&[ticket(1, 2), ticket(2, 0)], false).unwrap()).unwrap();
    assert_eq!(told(&read.faults), [(2, "outcome", "nothing_answered")]);
    let notes: Vec<&str> = read.notes.iter().map(|note| note.code).collect();
    assert_eq!(notes, ["left_for_later"]);
    let read = read_answers(&answers_to_fill_in(&[ticket(2, 0)], false).unwrap()).unwrap();
    assert_eq!(told(&read.faults), [(2, "tickets.summary", "nothing_answered")]);
    let none = answers_to_fill_in(&[], false).unwrap();
    assert_eq!(read_answers(&none).unwrap_err(), Refused::NoRows);
    assert!(part(&none, "xl/sharedStrings.xml").contains("No ticket waited"));
}

#[test]
fn what_was_handed_out_and_filled_in_is_a_proposal_on_each_ticket_that_is_answered() {
    let tickets = [ticket(1, 2), ticket(2, 0), ticket(3, 1)];
    let bytes = typed(
        &answers_to_fill_in(&tickets, false).unwrap(),
        &[
            (1, "N2", "Pay in full – Pagar en su totalidad"),
            (1, "N3", "uphold"),
            (1, "P3", "Not covered."),
            (2, "F2", "Paid in part."),
            (2, "F3", "The contract is signed."),
        ],
    );
    let read = read_answers(&bytes).unwrap();
    assert_eq!(told(&read.faults), []);
    assert_eq!(read.notes[0].code, "left_for_later");
    let numbers: Vec<&str> = read.tickets.iter().map(|ticket| ticket.number.as_str()).collect();
    assert_eq!(numbers, ["IL-0000-0001-X", "IL-0000-0002-X"]);
    assert_eq!(read.answering_rows(), 3);
    let proposal = read.tickets[0].against(&tickets[0].claims).unwrap();
    assert_eq!(proposal.total(), Money::from_cents(98_025));
    assert_eq!(proposal.claims[1].verdict, Outcome::Uphold);
    let words = read.tickets[1].against(&[]).unwrap();
    assert_eq!(words.summary.as_str(), "The contract is signed.");
}

#[test]
fn every_fault_of_every_row_is_told_at_once_and_none_that_follows_from_another() {
    let read = read_answers(&book(
        &[
            ["IL-0000-0001-X", "1", "pay_part", "abc", ""],
            ["IL-0000-0001-X", "2", "", "", "No outcome."],
            ["IL-0000-0001-X", "3", "maybe", "-5", ""],
            ["IL-0000-0001-X", "3", "pay", "2000.00", ""],
            ["IL-0000-0001-X", "9", "pay", "", ""],
            ["IL-0000-0002-X", "x", "uphold", "", "No."],
            ["", "1", "uphold", "", "Whose?"],
            ["?", "1", "uphold", "", "Whose?"],
            ["", "1", "", "", ""],
            ["IL-0000-0003-X", "x", "", "", ""],
        ],
        &[["IL-0000-0001-X", ""], ["IL-0000-0003-X", ""]],
    ))
    .unwrap();
    assert_eq!(
        told(&read.faults),
        [
            (2, "amount", "money_shape"),
            (3, "outcome", "missing"),
            (4, "outcome", "unknown_code"),
            (4, "amount", "money_negative"),
            (7, "ticket_number", "no_summary_row"),
            (7, "claim", "claim_place"),
            (8, "ticket_number", "missing"),
            (9, "ticket_number", "id_shape"),
            (2, "tickets.summary", "missing"),
        ]
    );
    let claims = [claim(100_000, 80_000), claim(100_000, 80_000), claim(100_000, 80_000), claim(1, 1)];
    let further = read.tickets[0].against(&claims).unwrap_err();
    assert_eq!(
        told(&further),
        [
            (2, "reason", "missing"),
            (5, "claim", "claim_answered_twice"),
            (5, "amount", "amount_over_billed"),
            (6, "claim", "no_such_claim"),
            (2, "ticket_number", "claim_unanswered"),
        ]
    );
    assert!(further.last().unwrap().message.ends_with("Still open: 4."), "{further:?}");
    // Which claims of the other are open nobody knows.
    assert_eq!(read.tickets[1].against(&claims).unwrap_err(), []);
    assert!(!format!("{read:?} {:?}", read.tickets).contains("Whose"));
}

#[rstest]
#[case(&["Número de disputa", "Reclamo", "Resultado", "Importe", "Motivo"], "Mantener la denegación")]
#[case(&["TICKET  NUMBER", "claim", "Outcome ", "amount", "reason"], "MANTENER LA DENEGACION")]
#[case(&HEADINGS, "Uphold the denial – Mantener la denegación")]
fn headings_and_outcomes_are_read_in_either_language(#[case] headings: &[&str; 5], #[case] outcome: &str) {
    let rows = [["il-0000-0001-x", "1", outcome, "", "Not covered."]];
    let read = read_answers(&headed(headings, &rows, &[["IL-0000-0001-X", "No."]])).unwrap();
    assert_eq!(told(&read.faults), []);
    // What was given and is not read, nobody misses.
    assert_eq!(read.notes, []);
    assert_eq!(read.tickets[0].rows[0].outcome, Some(Outcome::Uphold));
    assert_eq!(read.tickets[0].number.as_str(), "IL-0000-0001-X");
}

#[test]
fn a_ticket_named_twice_among_the_summaries_is_at_fault_at_the_second() {
    let rows = [["IL-0000-0001-X", "1", "pay", "", ""]];
    let summaries = [["IL-0000-0001-X", "Yes."], ["IL-0000-0001-X", "No."], ["IL-0000-0001-X", ""]];
    let read = read_answers(&book(&rows, &summaries)).unwrap();
    assert_eq!(told(&read.faults), [(3, "tickets.ticket_number", "duplicate_in_file")]);
}

#[test]
fn a_workbook_answers_so_many_rows_so_many_tickets_and_so_much_text() {
    let numbers: Vec<String> = (0..=MOST_ANSWER_ROWS).map(|n| format!("IL-0000-{n:04}-X")).collect();
    let rows: Vec<[&str; 5]> = numbers.iter().map(|number| [number, "1", "", "", ""]).collect();
    assert_eq!(told(&read_answers(&book(&rows[1..], &[])).unwrap().faults)[0].2, "nothing_answered");
    assert_eq!(
        read_answers(&book(&rows, &[])).unwrap_err(),
        Refused::TooManyRows { most: MOST_ANSWER_ROWS, row: 1002 }
    );

    let some = &numbers[..=MOST_ANSWERED_TICKETS];
    let summaries: Vec<[&str; 2]> = some.iter().map(|number| [number.as_str(), "Signed."]).collect();
    assert_eq!(told(&read_answers(&book(&[], &summaries[1..])).unwrap().faults), []);
    assert_eq!(
        told(&read_answers(&book(&[], &summaries)).unwrap().faults),
        [(52, "tickets.ticket_number", "too_many_tickets")]
    );

    let reason = "ü".repeat(1000);
    let rows: Vec<[&str; 5]> = (0..200).map(|n| [numbers[n].as_str(), "1", "uphold", "", &reason]).collect();
    let summaries: Vec<[&str; 2]> = numbers[..200].iter().map(|number| [number.as_str(), "No."]).collect();
    let read = read_answers(&book(&rows, &summaries)).unwrap();
    let much: Vec<_> = read.faults.iter().filter(|fault| fault.code == "too_much_text").collect();
    assert_eq!(much.len(), 1);
    assert_eq!(much[0].row, 151);
}

#[test]
fn the_marked_workbook_comes_back_and_reads_the_same() {
    let rows = [["IL-0000-0001-X", "1", "pay_part", "", ""], ["IL-0000-0002-X", "1", "", "", ""]];
    let summaries = [["IL-0000-0001-X", ""], ["IL-0000-0002-X", ""]];
    let mut read = read_answers(&book(&rows, &summaries)).unwrap();
    let further = read.tickets[0].against(&[claim(100_000, 80_000)]).unwrap_err();
    read.add_faults(further);
    let expected =
        [(2, "amount", "amount_missing"), (2, "reason", "missing"), (2, "tickets.summary", "missing")];
    assert_eq!(told(&read.faults), expected);
    let warning = RowFault::new(2, "ticket_number", "past_its_due_date", "Late.");
    let marked = annotate_answers(&read, &read.faults, &[warning], &spanish).unwrap();
    let again = read_answers(&marked).unwrap();
    let found = |book: &AnswersWorkbook| book.tickets[0].against(&[claim(100_000, 80_000)]).unwrap_err();
    assert_eq!(told(&found(&again)), told(&found(&read)));
    assert_eq!(again.tickets[0].rows[0].outcome, Some(Outcome::PayPart));
    let strings = part(&marked, "xl/sharedStrings.xml");
    for text in ["To correct", "Please check", "Tickets F2", "Answers O2", "past_its_due_date"] {
        assert!(strings.contains(text), "{text}");
    }
    assert_eq!(read.found(&read.faults[0]), None);
    let outcome = RowFault::new(2, "outcome", "unknown_code", "");
    assert_eq!(read.found(&outcome).as_deref(), Some("pay_part"));
}

/// An MCO that pastes a block, or sorts some of the columns, moves the outcomes and not the claims' numbers.
#[test]
fn an_outcome_is_for_the_claim_that_its_row_names_or_for_none() {
    let of = |number: &str, rin: &str| Claim {
        mco_claim_number: number.parse().ok(),
        rin: rin.parse().ok(),
        service_from: "2026-08-01".parse().ok(),
        ..claim(125_000, 98_025)
    };
    let claims =
        [of("0023ABC0001", "012345678"), of("0023ABC0002", "012345678"), of("0023ABC0003", "112345678")];
    let rows = |named: [[&str; 2]; 3], day: &str| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("Answers").unwrap();
        let headings = ["Ticket number", "Claim", "MCO claim number", "RIN", "Outcome", "Service from"];
        sheet.write_row(0, 0, headings).unwrap();
        for (line, [number, rin]) in (1..).zip(named) {
            sheet.write_row(line, 0, ["IL-0000-0001-X", &line.to_string(), number, rin, "pay", day]).unwrap();
        }
        let sheet = book.add_worksheet().set_name("Tickets").unwrap();
        sheet.write_row_matrix(0, 0, [["Ticket number", "Summary"], ["IL-0000-0001-X", "Paid."]]).unwrap();
        read_answers(&book.save_to_buffer().unwrap()).unwrap()
    };
    // In small letters, without its zeros, or not said at all, it is the same claim.
    let same = rows([["23abc0001", "12345678"], ["", "012345678"], ["0023ABC0003", "—"]], "8/1/2026");
    assert!(same.tickets[0].against(&claims).is_ok());
    let moved =
        rows([["0023ABC0002", "012345678"], ["0023ABC0001", "012345678"], ["0023ABC0003", "012345678"]], "");
    let faults = moved.tickets[0].against(&claims).unwrap_err();
    assert_eq!(told(&faults), [2, 3, 4].map(|row| (row, "claim", "row_differs")));
    let other_day = rows([["", ""]; 3], "8/2/2026");
    let faults = other_day.tickets[0].against(&claims).unwrap_err();
    assert_eq!(told(&faults), [2, 3, 4].map(|row| (row, "claim", "row_differs")));
}

/// What looks filled in is not left for later.
#[test]
fn a_merged_outcome_is_a_fault_of_the_tickets_that_seem_to_have_it() {
    let numbers = ["IL-0000-0001-X", "IL-0000-0002-X", "IL-0000-0003-X"];
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Answers").unwrap();
    sheet.write_row(0, 0, ["Ticket number", "Claim", "Outcome"]).unwrap();
    for (line, number) in (1..).zip(numbers) {
        sheet.write_row(line, 0, [number, "1"]).unwrap();
    }
    sheet.merge_range(1, 2, 2, 2, "pay", &Format::new()).unwrap();
    let sheet = book.add_worksheet().set_name("Tickets").unwrap();
    sheet.write_row(0, 0, ["Ticket number", "Summary"]).unwrap();
    for (line, number) in (1..).zip(numbers) {
        sheet.write_string(line, 0, number).unwrap();
    }
    sheet.merge_range(1, 1, 2, 1, "Paid.", &Format::new()).unwrap();
    let read = read_answers(&book.save_to_buffer().unwrap()).unwrap();
    let merged = [(3, "outcome", "merged_cells"), (3, "tickets.summary", "merged_cells")];
    assert_eq!((told(&read.faults), read.tickets.len()), (merged.to_vec(), 2));
}

#[test]
fn each_workbook_is_told_which_other_one_it_is() {
    let answers = book(&[["IL-0000-0001-X", "1", "pay", "", ""]], &[]);
    assert_eq!(read_registrations(&answers).unwrap_err(), Refused::OtherWorkbook { sheet: "Answers" });
    let claims = Parts::sheets(&[("Claims", &(build::headings() + &build::good_row(2)))]).zip();
    assert_eq!(read_answers(&claims).unwrap_err(), Refused::OtherWorkbook { sheet: "Claims" });
    let half = Parts::sheets(&[("Answers", "")]).zip();
    assert_eq!(read_answers(&half).unwrap_err(), Refused::NoSheet { sheet: "Tickets" });
    assert_eq!(
        read_answers(&Parts::sheets(&[("Other", "")]).zip()).unwrap_err(),
        Refused::NoSheet { sheet: "Answers" }
    );
}
