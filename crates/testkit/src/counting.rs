//! Counts requests through the SDK's own interceptor: round trips are counted, never timed. And lets
//! something happen between a request's reads and its write, where a race has to be made.

use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

type Happening = Box<dyn FnOnce() + Send>;

/// How many requests went out.
#[derive(Clone, Default)]
pub struct Requests {
    count: Arc<AtomicUsize>,
    before_write: Arc<Mutex<Option<Happening>>>,
    breaks_off: Arc<Mutex<Option<usize>>>,
}

impl fmt::Debug for Requests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Requests({})", self.seen())
    }
}

impl Requests {
    /// How many since the last look.
    pub fn take(&self) -> usize {
        self.count.swap(0, Ordering::SeqCst)
    }

    /// The same, and counting goes on.
    pub fn seen(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }
}

impl Requests {
    /// Lets something happen in the moment before the next transaction goes out: after everything that
    /// its sender has read.
    pub fn before_next_transaction(&self, happening: impl FnOnce() + Send + 'static) {
        *self.before_write.lock().unwrap() = Some(Box::new(happening));
    }

    /// Lets so many transactions out. The one after them never leaves, as when the process dies between the two.
    pub fn break_off_after(&self, transactions: usize) {
        *self.breaks_off.lock().unwrap() = Some(transactions);
    }

    /// Whether this is the transaction that never leaves.
    fn breaks_off(&self) -> bool {
        let mut left = self.breaks_off.lock().unwrap();
        match left.as_mut() {
            None => false,
            Some(0) => left.take().is_some(),
            Some(more) => {
                *more -= 1;
                false
            }
        }
    }
}

impl Intercept for Requests {
    fn name(&self) -> &'static str {
        "Requests"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.count.fetch_add(1, Ordering::SeqCst);
        let target = context.request().headers().get("x-amz-target");
        let writes = target.is_some_and(|target| target.ends_with(".TransactWriteItems"));
        if writes && self.breaks_off() {
            return Err("broken off".into());
        }
        if writes && let Some(happening) = self.before_write.lock().unwrap().take() {
            happening();
        }
        Ok(())
    }
}
