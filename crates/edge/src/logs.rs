//! Structured logs: one JSON object a line on stdout, without personal data.

use tracing::Subscriber;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

/// What others log below `warn` quotes requests, and requests hold health information: the level that
/// is asked for is ours alone.
const OTHERS: [&str; 12] = [
    "aws_config",
    "aws_credential_types",
    "aws_runtime",
    "aws_sdk_dynamodb",
    "aws_sdk_s3",
    "aws_sdk_ses",
    "aws_smithy_runtime",
    "aws_smithy_http_client",
    "hyper",
    "hyper_util",
    "lambda_http",
    "lambda_runtime",
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
    let closed = level.min(LevelFilter::WARN);
    let others: Vec<String> = OTHERS.iter().map(|target| format!("{target}={closed}")).collect();
    EnvFilter::new(format!("{level},{}", others.join(",")))
}

#[cfg(test)]
mod tests {
    use super::filter;

    #[test]
    fn nobody_can_open_the_logs_of_those_who_log_requests() {
        for asked in [Some("trace"), Some("aws_smithy_runtime=trace,hyper=trace"), Some("info"), None] {
            let filter = filter(asked).to_string();
            assert!(filter.contains("aws_smithy_runtime=warn"), "{filter}");
            assert!(!filter.contains("=trace"), "{filter}");
        }
        assert!(filter(Some("off")).to_string().contains("lambda_runtime=off"));
    }
}
