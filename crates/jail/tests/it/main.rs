//! Boxes from outside: each test starts one and looks at what came out and what stayed behind.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a failed expectation ends a test")]

mod basics;
mod bench;
mod containers;
mod conversation;
mod leftovers;
mod limits;
mod network;
mod secrets;
mod support;
#[cfg(target_arch = "x86_64")]
mod system_calls;
mod without_namespaces;
