//! Structured logs: one JSON object a line on stdout, without personal data.

use tracing::Subscriber;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Whose level is the one that is asked for. Everyone else is heard from `warn` on only: what they log
/// below quotes requests, and requests hold health information.
const OURS: &[&str] = &[
    "portal_core",
    "portal_edge",
    "portal_store",
    "portal_workbook",
    "audit",
    "browse",
    "correspond",
    "deadline_sweeper",
    "export_record",
    "mail_feedback",
    "mco_respond",
    "organisations",
    "provider_respond",
    "receive_file",
    "register",
    "review",
    "send_notices",
    "sign_in",
    "submit_ticket",
    "upload_template",
    "validate_workbook",
];

/// Starts logging at `level` (`error` to `trace`; `info` when absent or something else), and makes a
/// panic log its place instead of its message, which may quote what someone sent. Once a process.
pub fn start(level: Option<&str>) {
    // A test may have set another one: then that one stays.
    let _ = tracing::subscriber::set_global_default(subscriber(level, std::io::stdout));
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "panicked");
    }));
}

/// The subscriber that `start` installs, writing to `writer`.
pub fn subscriber<W>(level: Option<&str>, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        // A span's fields would be somebody else's choice of what to log.
        .with_current_span(false)
        .with_span_list(false)
        .with_ansi(false)
        .with_env_filter(filter(level))
        .with_writer(writer)
        .finish()
}

fn filter(level: Option<&str>) -> EnvFilter {
    // A bare level only: directives could open what must stay closed.
    let level = level.and_then(|text| text.trim().parse().ok()).unwrap_or(LevelFilter::INFO);
    let others = level.min(LevelFilter::WARN);
    let ours: Vec<String> = OURS.iter().map(|target| format!("{target}={level}")).collect();
    EnvFilter::new(format!("{others},{}", ours.join(",")))
}

#[cfg(test)]
mod tests {
    use super::{OURS, filter};

    #[test]
    fn nobody_can_open_the_logs_of_those_who_log_requests() {
        for asked in [Some("trace"), Some("aws_smithy_runtime=trace,hyper=trace"), Some("info"), None] {
            let filter = filter(asked).to_string();
            let open: Vec<&str> = filter.split(',').filter(|part| !part.ends_with("=warn")).collect();
            assert!(open.contains(&"warn"), "{filter}");
            let target = |part: &&str| part.split('=').next().unwrap_or_default().to_owned();
            assert!(
                open.iter().filter(|part| **part != "warn").all(|part| OURS.contains(&target(part).as_str()))
            );
        }
        assert!(filter(Some("off")).to_string().contains("off"));
    }

    #[test]
    fn every_function_is_heard() {
        for folder in std::fs::read_dir("../../functions").unwrap() {
            let name = folder.unwrap().file_name().to_string_lossy().replace('-', "_");
            assert!(OURS.contains(&name.as_str()), "{name}");
        }
    }
}
