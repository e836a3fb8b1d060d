//! Boxes from outside: each test starts one and looks at what came out and what stayed behind.

mod basics;
mod bench;
mod support;
