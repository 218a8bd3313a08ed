//! Function.
