//! What a page costs, beside the JSON of the same view.
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]
#![allow(clippy::print_stdout, reason = "a benchmark tells whoever runs it")]

use axum::response::Response;
use criterion::{BatchSize, Criterion};
use http_body_util::BodyExt;
use portal_edge::compress::as_it_travels;
use portal_edge::page::ticket::ticket_page;
use portal_edge::{Caller, CallerKind, TicketView, Visit};
use portal_testkit::desk::Desk;
use portal_testkit::filed::filed_with_claims;
use std::hint::black_box;
use tokio::runtime::Runtime;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let runtime = Runtime::new().unwrap();
    let desk = runtime.block_on(Desk::open());
    let kind = CallerKind::Mco("ABHIL".parse().unwrap());
    let caller = Caller { user: "ann".parse().unwrap(), kind, leads: false, since: None };
    let request = http::Request::get("/tickets/1?do=proposal").header("accept", "text/html");
    let visit = Visit::of(&request.body(()).unwrap().into_parts().0);
    let mut group = criterion.benchmark_group("pages");
    for (number, claims) in [(1, 1), (2, 100)] {
        let dossier = runtime.block_on(filed_with_claims(&desk, number, claims));
        let page = || ticket_page(&desk.portal, &visit, &caller, &dossier, (Some("proposal"), None)).unwrap();
        let data = || TicketView::found(&dossier, &caller);
        let sizes = runtime.block_on(async { (size(page()).await, size(data()).await) });
        println!("{claims} claims: {} bytes of HTML with the proposal's form, {} of JSON", sizes.0, sizes.1);
        let travels = runtime.block_on(async { size(as_it_travels(page(), true).await).await });
        println!("{claims} claims: {travels} bytes of HTML on the way");
        group.bench_function(format!("HTML, {claims} claims"), |bench| bench.iter(|| black_box(page())));
        group.bench_function(format!("HTML compressed, {claims} claims"), |bench| {
            bench.iter_batched(
                page,
                |page| runtime.block_on(as_it_travels(page, true)),
                BatchSize::SmallInput,
            );
        });
        group.bench_function(format!("JSON, {claims} claims"), |bench| bench.iter(|| black_box(data())));
    }
    group.finish();
    criterion.final_summary();
}

async fn size(response: Response) -> usize {
    response.into_body().collect().await.unwrap().to_bytes().len()
}
