//! Behaviour of capsules: packing, reading, checking, unpacking.

mod claims;
mod fixture;
mod flips;
mod hostile;
mod packing;
mod page;
mod unpacking;
mod zips;
