//! The bytes of a file.
#![no_main]

mod looks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| looks::looks_at(bytes));
