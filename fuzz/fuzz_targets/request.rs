//! Any text as a request.

#![no_main]

use domain::intent::Intent;
use libfuzzer_sys::fuzz_target;

#[path = "../../xtask/src/promise.rs"]
mod promise;

fuzz_target!(|text: &str| {
    if let Err(broken) = promise::held(&Intent::of(text)) {
        panic!("{broken:#}");
    }
});
