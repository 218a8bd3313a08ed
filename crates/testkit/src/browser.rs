//! A browser before a function: it wants pages, has cookies, and sends forms from the portal's own pages.

use crate::desk::{Answer, Desk};
use axum::Router;
use axum::body::Body;
use http::Request;
use http::request::Builder;
use portal_edge::Visit;
use portal_edge::page::cookies::{BROWSER, SESSION};

const SECRET: &str = "0123456789012345678901234567890123456789012";
const HOST: &str = "portal.example.org";

/// A browser of somebody's.
pub struct Browser<'a> {
    desk: &'a Desk,
    routes: &'a Router,
    cookies: String,
    headers: Vec<(&'static str, &'static str)>,
}

impl<'a> Browser<'a> {
    /// One that nobody has signed in with.
    pub fn of_visitor(desk: &'a Desk, routes: &'a Router) -> Self {
        Self { desk, routes, cookies: format!("{BROWSER}={SECRET}"), headers: Vec::new() }
    }

    /// One with which somebody has signed in.
    pub fn of(desk: &'a Desk, routes: &'a Router, user: &str, groups: &[&str]) -> Self {
        let token = desk.token(user, groups);
        Self::of_visitor(desk, routes).with(&format!("{SESSION}={token}"))
    }

    /// The same, with these cookies besides.
    #[must_use]
    pub fn with(mut self, cookies: &str) -> Self {
        self.cookies.push_str("; ");
        self.cookies.push_str(cookies);
        self
    }

    /// The same, sending this header too.
    #[must_use]
    pub fn saying(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The same, reading Spanish.
    #[must_use]
    pub fn in_spanish(self) -> Self {
        self.with("language=es")
    }

    /// A page.
    pub async fn page(&self, path: &str) -> Answer {
        self.desk.send(self.routes, self.asks(Request::get(path)).body(Body::empty()).unwrap()).await
    }

    /// A form, sent from a page of the portal's.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.form_from(path, fields, &format!("https://{HOST}")).await
    }

    /// The same from a page of this origin.
    pub async fn form_from(&self, path: &str, fields: &[(&str, &str)], origin: &str) -> Answer {
        let (parts, ()) = self.asks(Request::get("/")).body(()).unwrap().into_parts();
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("form_token", &Visit::of(&parts).form_token()).extend_pairs(fields);
        let request = self
            .asks(Request::post(path))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", origin);
        self.desk.send(self.routes, request.body(Body::from(form.finish())).unwrap()).await
    }

    fn asks(&self, request: Builder) -> Builder {
        let request =
            self.headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        request.header("accept", "text/html,*/*;q=0.8").header("host", HOST).header("cookie", &self.cookies)
    }
}

impl Answer {
    /// The page of an answer of this status.
    #[track_caller]
    pub fn html(&self, status: u16) -> String {
        let text = String::from_utf8_lossy(&self.bytes).into_owned();
        assert_eq!(self.status, status, "{text}");
        assert_eq!(self.headers["content-type"], "text/html; charset=utf-8");
        text
    }

    /// Where it leads on to.
    #[track_caller]
    pub fn leads_to(&self) -> String {
        assert_eq!(self.status, 303, "{}", String::from_utf8_lossy(&self.bytes));
        self.headers["location"].to_str().unwrap().to_owned()
    }
}
