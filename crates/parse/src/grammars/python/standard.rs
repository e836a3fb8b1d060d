//! The standard library's top-level modules.
//!
//! Only those that every supported CPython (3.11 and later) has: what a later version
//! dropped, such as `distutils`, has to be covered by a dependency.

/// Sorted, one per line.
const NAMES: &str = include_str!("standard.txt");

pub fn contains(module: &str) -> bool {
    NAMES.lines().any(|name| name == module)
}
