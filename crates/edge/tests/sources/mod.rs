//! What the sources say of faults and problems: under which code, in which words, and what they tell beside. A
//! code that reaches a constructor through a helper of its file is followed to where the helper is called.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "each test uses some of it; it cannot go on without"
)]

pub mod catalogue;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A fault or problem, where it is made.
#[derive(Clone, Debug)]
pub struct Made {
    pub code: String,
    /// Its English words, as they are written: placeholders and all.
    pub texts: Vec<String>,
    /// The names of what it tells.
    pub told: BTreeSet<String>,
    /// Whether it is of a workbook's cell, which has words of its own.
    pub of_workbook: bool,
    pub path: PathBuf,
}

/// A call that makes one: where among its arguments the code stands, and where the words.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Call {
    name: String,
    code: Result<usize, &'static str>,
    text: usize,
}

fn known() -> Vec<Call> {
    let at = |name: &str, code, text| Call { name: name.to_owned(), code: Ok(code), text };
    let mut calls = vec![
        at("FieldFault::new(", 0, 1),
        at("Fault::new(", 1, 2),
        at("RowFault::new(", 2, 3),
        at("Problem::new(", 1, 2),
        at("wrong = (", 0, 1),
        at("Err((", 0, 1),
    ];
    for kind in ["unreadable(", "unauthenticated(", "forbidden(", "conflict(", "unprocessable("] {
        calls.push(at(&format!("Problem::{kind}"), 0, 1));
        calls.push(at(&format!("Self::{kind}"), 0, 1));
    }
    calls.push(Call { name: "Problem::half_done(".to_owned(), code: Err("half_done"), text: 0 });
    calls
}

/// The sources of the product, without their tests.
pub fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new("../..");
    let mut found = Vec::new();
    let mut folders = vec![root.join("crates"), root.join("functions")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && !["tests", "benches", "testkit", "templates"].contains(&name.as_str()) {
                folders.push(path);
            } else if name.ends_with(".rs") && name != "tests.rs" {
                let text = fs::read_to_string(&path).unwrap();
                let tests = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
                found.push((path, text[..tests].to_owned()));
            }
        }
    }
    assert!(found.len() > 150, "{}", found.len());
    found
}

/// Everything that is made anywhere.
pub fn made() -> Vec<Made> {
    let mut made: Vec<Made> =
        sources().into_iter().flat_map(|(path, text)| in_source(&path, &text)).collect();
    made.sort_by(|one, other| one.code.cmp(&other.code));
    assert!(made.len() > 250, "{}", made.len());
    made
}

fn in_source(path: &Path, text: &str) -> Vec<Made> {
    let mut calls = known();
    if path.ends_with("problem.rs") {
        calls.push(Call { name: "Self::new(".to_owned(), code: Ok(1), text: 2 });
    }
    // What a helper is given, it may have been given by another.
    for _ in 0..2 {
        for helper in calls.iter().flat_map(|call| helpers(path, text, call)).collect::<Vec<_>>() {
            if !calls.contains(&helper) {
                calls.push(helper);
            }
        }
    }
    let mut starts: Vec<usize> = calls.iter().flat_map(|call| places(text, &call.name)).collect();
    starts.sort_unstable();
    let mut made = Vec::new();
    for call in &calls {
        for at in places(text, &call.name) {
            let given = arguments(&text[at + call.name.len()..]);
            let code = match call.code {
                Ok(place) => given.get(place).and_then(|argument| word(argument, text)),
                Err(code) => Some(code.to_owned()),
            };
            let Some(code) = code else { continue };
            // What is told of it stands before the next one is made, and in the same function.
            let next = starts.iter().copied().find(|start| *start > at + call.name.len());
            let end = text[at..].find("\n}\n").map_or(text.len(), |end| at + end);
            let told = strings_of_calls(&text[at..next.unwrap_or(end).min(end)], ".telling(");
            let texts = given.get(call.text).map(|words| said(words, &text[..at], text)).unwrap_or_default();
            let of_workbook = call.name.starts_with("RowFault");
            made.push(Made { code, texts, told, of_workbook, path: path.to_owned() });
        }
    }
    for after in text.split(".code = \"").skip(1) {
        let code = after.split('"').next().unwrap_or_default().to_owned();
        let texts = after.split_once(".detail = ").map(|(_, words)| literals(words)).unwrap_or_default();
        let texts = texts.into_iter().take(1).collect();
        made.push(Made { code, texts, told: BTreeSet::new(), of_workbook: false, path: path.to_owned() });
    }
    made
}

/// The helpers of this source that hand a code on to this call.
fn helpers(path: &Path, text: &str, call: &Call) -> Vec<Call> {
    let Ok(code) = call.code else { return Vec::new() };
    // Pairs of other things look the same.
    if call.name.ends_with("((") || call.name.ends_with("= (") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for at in places(text, &call.name) {
        let given = arguments(&text[at + call.name.len()..]);
        let Some(code) = given.get(code).filter(|code| word(code, text).is_none()) else { continue };
        let words = given.get(call.text).cloned().unwrap_or_default();
        // What has a code already says it again: `fault.code`, `problem.code()`.
        if code.is_empty() || code.ends_with(".code") || code.ends_with(".code()") {
            continue;
        }
        match helper(&text[..at], code, &words) {
            Some(helper) => found.push(helper),
            None => assert!(is_followed_elsewhere(path, code), "{}: {}{code}", path.display(), call.name),
        }
    }
    found
}

/// Where a code comes out of a pair: the search finds it where the pair is made, as `Err((…))` or `wrong = (…)`.
fn is_followed_elsewhere(path: &Path, code: &str) -> bool {
    code == "code" && (path.ends_with("core/src/outcome.rs") || path.ends_with("edge/src/fields.rs"))
}

/// The function, or the named closure, around the end of `before` that has these two among its parameters.
fn helper(before: &str, code: &str, words: &str) -> Option<Call> {
    let function = before.rfind("fn ").map(|at| (at, &before[at + 3..], '('))?;
    let closures = before.match_indices(" = |").map(|(at, _)| {
        let name = before[..at].rfind("let ").map_or(0, |name| name + 4);
        (at, &before[name..], '|')
    });
    let mut around: Vec<_> = closures.filter(|(at, ..)| *at > function.0).collect();
    around.insert(0, function);
    around.into_iter().rev().find_map(|(_, text, opens)| {
        let name: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let parameters = parameters(text.split_once(opens)?.1, opens);
        let itself = usize::from(parameters.first().is_some_and(|first| first.ends_with("self")));
        let place = |wanted: &str| parameters.iter().position(|name| name == wanted).map(|at| at - itself);
        let name = if itself == 1 { format!(".{name}(") } else { format!("{name}(") };
        Some(Call { name, code: Ok(place(code)?), text: place(words).unwrap_or(usize::MAX) })
    })
}

/// The names of parameters, up to the bracket or the stroke that ends them.
fn parameters(text: &str, opens: char) -> Vec<String> {
    let text = if opens == '|' { text.split('|').next().unwrap_or_default() } else { text };
    arguments(text).iter().map(|one| one.split(':').next().unwrap_or_default().trim().to_owned()).collect()
}

/// Where a call of this name begins.
fn places(text: &str, name: &str) -> Vec<usize> {
    let begins = |at: usize| {
        let before = &text[..at];
        // `FieldFault::new` ends as `Fault::new` does; a method is no function of the same name.
        let last = before.chars().next_back().unwrap_or(' ');
        let of_another = last.is_alphanumeric() || matches!(last, '_' | '.');
        name.starts_with('.') || !(of_another || before.ends_with("fn "))
    };
    text.match_indices(name).map(|(at, _)| at).filter(|at| begins(*at)).collect()
}

/// The arguments of a call, from behind its bracket on, as they are written.
pub fn arguments(text: &str) -> Vec<String> {
    let (mut found, mut depth, mut quoted, mut escaped) = (vec![String::new()], 0, false, false);
    for c in text.chars() {
        match c {
            _ if quoted => {}
            ')' | ']' | '}' if depth == 0 => break,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(String::new());
                continue;
            }
            _ => {}
        }
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        found.last_mut().unwrap().push(c);
    }
    found.into_iter().map(|argument| argument.trim().to_owned()).collect()
}

/// What an argument says: a text, or one of the file's own constants.
pub fn word(argument: &str, text: &str) -> Option<String> {
    let quoted = |text: &str| Some(text.strip_prefix('"')?.split_once('"')?.0.to_owned());
    quoted(argument).or_else(|| {
        let constant = argument.rsplit("::").next().filter(|name| !name.is_empty())?;
        quoted(text.split_once(&format!("const {constant}: &str = "))?.1)
    })
}

/// The words that an argument holds, by itself or by the variable or constant that it names.
fn said(argument: &str, before: &str, text: &str) -> Vec<String> {
    let own = literals(argument);
    if !own.is_empty() {
        return own;
    }
    let name = argument.trim_end_matches(".clone()");
    let bound = [format!("let {name} ="), format!("let {name}:")].into_iter();
    let bound = bound.filter_map(|binding| before.rfind(&binding)).max();
    let value = bound.map(|at| &before[at..]).or_else(|| {
        let at = text.find(&format!("const {name}: &str = "))?;
        Some(&text[at..])
    });
    value.map(|value| literals(until_semicolon(value))).unwrap_or_default()
}

/// A statement, to the semicolon that ends it.
fn until_semicolon(text: &str) -> &str {
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ';' if depth <= 0 => return &text[..at],
            _ => {}
        }
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
    }
    text
}

/// Every text between quotation marks, without the backslashes before those within; comments are passed over.
pub fn literals(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.split_inclusive('\n').filter(|line| !line.trim_start().starts_with("//")) {
        let line = line.replace("'\"'", "").replace("'\\\"'", "");
        let (mut open, mut escaped) = (None::<String>, false);
        for c in line.chars() {
            match (&mut open, c) {
                (Some(said), '"') if escaped => said.push(c),
                (Some(_), '"') => found.extend(open.take()),
                (Some(_), '\\') if !escaped => {}
                (Some(said), _) => said.push(c),
                (None, '"') => open = Some(String::new()),
                (None, _) => {}
            }
            escaped = c == '\\' && !escaped;
        }
    }
    found
}

fn strings_of_calls(text: &str, call: &str) -> BTreeSet<String> {
    text.split(call).skip(1).filter_map(|after| word(after.trim_start(), text)).collect()
}
