//! What a full workbook of 100 claims costs to read and to give back. `docs/MEASURED.md` has the targets.
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

#[path = "../tests/build/mod.rs"]
mod build;

use build::{deflated, deflated_blanks, good, spanish, with_part};
use calamine::{Reader, Xlsx};
use chrono::NaiveDate;
use criterion::Criterion;
use portal_core::claim::Claim;
use portal_core::mco::McoList;
use portal_workbook::{
    Expectation, RowFault, TicketToAnswer, admit, annotate_answers, annotate_claims, answers_to_fill_in,
    read_answers, read_claims,
};
use rust_xlsxwriter::Workbook;
use std::hint::black_box;
use std::io::Cursor;

/// Made by `tests/workbooks/make_openpyxl.py`.
const WORKBOOK: &[u8] = include_bytes!("../../../tests/workbooks/openpyxl-100-rows.xlsx");

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let expectation = Expectation { today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap() };
    let mcos = McoList::published().unwrap();
    let read = read_claims(WORKBOOK, &expectation).unwrap();
    assert_eq!((read.rows.len(), read.faults.len()), (100, 0));
    let fault = |row: u32| RowFault::new(row, "rin", "rin_lost_zero", "The RIN has 8 digits.");
    let faults: Vec<RowFault> = read.rows.iter().map(|row| fault(row.number)).collect();

    let mut group = criterion.benchmark_group("100 rows");
    group.bench_function("read", |bench| {
        bench.iter(|| read_claims(black_box(WORKBOOK), &expectation).unwrap())
    });
    group.bench_function("admit", |bench| bench.iter(|| admit(black_box(WORKBOOK)).unwrap()));
    // What one would use without us: no limits, no claims, no faults.
    group.bench_function("calamine alone", |bench| {
        bench.iter(|| {
            let mut book = Xlsx::new(Cursor::new(black_box(WORKBOOK))).unwrap();
            ["Claims", "Ticket"].map(|sheet| book.worksheet_range(sheet).unwrap().get_size())
        });
    });
    group.bench_function("annotate, no fault", |bench| {
        bench.iter(|| annotate_claims(black_box(&read), &mcos, &[], &[], &spanish).unwrap());
    });
    group.bench_function("annotate, faults: 100", |bench| {
        bench.iter(|| annotate_claims(black_box(&read), &mcos, &faults, &[], &spanish).unwrap());
    });
    group.finish();

    // The most that an MCO answers by one file: 50 tickets of 20 claims.
    let (waiting, answered) = (waiting(), answered());
    let read = read_answers(&answered).unwrap();
    assert_eq!((read.answering_rows(), read.faults.len()), (1_000, 0));
    let mut group = criterion.benchmark_group("1,000 answers");
    group.bench_function("hand out", |bench| bench.iter(|| answers_to_fill_in(&waiting, false).unwrap()));
    group.bench_function("read", |bench| bench.iter(|| read_answers(black_box(&answered)).unwrap()));
    group.bench_function("annotate", |bench| {
        bench.iter(|| annotate_answers(black_box(&read), &[], &[], &spanish).unwrap());
    });
    group.finish();

    // How long a file can keep us that means harm.
    let mut group = criterion.benchmark_group("refused");
    group.sample_size(10);
    for (what, file) in hostile() {
        assert!(read_claims(&file, &expectation).is_err(), "{what}");
        group.bench_function(what, |bench| {
            bench.iter(|| read_claims(black_box(&file), &expectation).is_err())
        });
    }
    group.finish();
    criterion.final_summary();
}

/// Fifty tickets that wait, with twenty claims each.
fn waiting() -> Vec<TicketToAnswer> {
    let claim = Claim {
        member_last_name: "Quillfeather".parse().ok(),
        member_first_name: "Ottoline".parse().ok(),
        rin: "012345678".parse().ok(),
        mco_claim_number: "23ABC0001234".parse().ok(),
        service_from: "2026-08-01".parse().ok(),
        service_to: "2026-08-03".parse().ok(),
        ..Claim::default()
    };
    let ticket = |ticket: u32| TicketToAnswer {
        number: number(ticket).parse().unwrap(),
        due: "2026-12-24".parse().ok(),
        tracking_number: "PDXGR0012345".parse().ok(),
        provider: "363456789001".to_owned(),
        category: "claim_denial/authorization".parse().ok(),
        claims: vec![claim.clone(); 20],
    };
    (0..50).map(ticket).collect()
}

fn number(ticket: u32) -> String {
    format!("IL-0000-{ticket:04}-X")
}

/// Their answers, each claim's and each ticket's, by another program.
fn answered() -> Vec<u8> {
    let mut book = Workbook::new();
    let answers = (0..1_000).map(|row| {
        let (ticket, claim) = (number(row / 20), (row % 20 + 1).to_string());
        [ticket, claim, "pay_part".to_owned(), "326.75".to_owned(), format!("Day {row} was authorized.")]
    });
    let headings = ["Ticket number", "Claim", "Outcome", "Amount", "Reason"].map(str::to_owned);
    let sheet = book.add_worksheet().set_name("Answers").unwrap();
    for (line, cells) in (0..).zip(std::iter::once(headings).chain(answers)) {
        sheet.write_row(line, 0, cells).unwrap();
    }
    let summaries = (0..50).map(|ticket| [number(ticket), "Part of each stay was authorized.".to_owned()]);
    let headings = ["Ticket number", "Summary"].map(str::to_owned);
    let sheet = book.add_worksheet().set_name("Tickets").unwrap();
    for (line, cells) in (0..).zip(std::iter::once(headings).chain(summaries)) {
        sheet.write_row(line, 0, cells).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let part = |name: &str, content: &str| {
        with_part(name, deflated(content.as_bytes()), u32::try_from(content.len()).unwrap())
    };
    let strings = |text: &str| part("xl/sharedStrings.xml", &format!("<sst><si><t>{text}</t></si></sst>"));
    let sheet = |rows: &str| {
        part("xl/worksheets/sheet1.xml", &format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"))
    };
    let sheets = r#"<sheet name="x" sheetId="9" r:id="rId1"/>"#.repeat(100_000) + "</sheets>";
    // As long as a tag may be that is looked at twice, with something at its end that is not plain.
    let nearly_plain = format!("<c q=\"{}\" z=''/>", "x".repeat(175));
    vec![
        ("2 MB of 2 GB", with_part("xl/worksheets/sheet1.xml", deflated_blanks(512), 512 * (4 << 20))),
        (
            "2 MB of 2 GB that declare 1 kB",
            with_part("xl/worksheets/sheet1.xml", deflated_blanks(500), 1_000),
        ),
        ("1,048,576 empty rows", sheet(&"<row/>".repeat(1_048_576))),
        ("100,000 filled rows", sheet(&"<row><c><v>1</v></c></row>".repeat(100_000))),
        ("100,000 filled rows, no cell plain", sheet(&"<row><c ><v>1</v></c></row>".repeat(100_000))),
        ("100,000 cells that are nearly plain", sheet(&nearly_plain.repeat(100_000))),
        ("a string of 19 million characters", strings(&"x".repeat(19_000_000))),
        ("2 million references", strings(&"&#65;".repeat(2_000_000))),
        ("100,000 sheets", good().replace("xl/workbook.xml", "</sheets>", &sheets).zip()),
        ("6 million elements deep", part("docProps/app.xml", &"<a>".repeat(6_000_000))),
    ]
}
