//! The table of who may do what is whole: a row for every route, a route for every row.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use portal_stories::access::{PARTS, gaps, routes_of, table};

const TEMPLATE: &str = include_str!("../../template.yaml");

#[test]
fn every_route_of_the_template_has_a_row_and_every_row_a_route() {
    let routes = routes_of(TEMPLATE);
    assert!(routes.len() >= 25, "{routes:?}");
    assert_eq!(gaps(&routes, &table()), Vec::<String>::new());
}

#[test]
fn a_route_without_a_row_shows_and_so_does_a_row_without_a_route() {
    let mut routes = routes_of(TEMPLATE);
    assert!(routes.remove(&("GET".to_owned(), "/audit".to_owned())));
    routes.insert(("GET".to_owned(), "/secrets".to_owned()));
    assert_eq!(
        gaps(&routes, &table()),
        ["GET /audit has a row and no route", "GET /secrets has a route and no row"]
    );
    let twice = [table(), table()].concat();
    assert!(gaps(&routes, &twice).contains(&"GET /health has two rows".to_owned()));
}

#[test]
fn what_is_not_public_lets_nobody_in_without_a_token() {
    for row in table() {
        // The same to everyone, whoever they are.
        let public = row.answers == [row.answers[0]; PARTS.len()] && row.answers[0] != 401;
        assert!(public || row.answers[0] == 401, "{} {}", row.method, row.path);
    }
}
