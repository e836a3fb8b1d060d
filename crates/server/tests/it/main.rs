//! The frame through its own door: a real port, spoken to byte by byte.

mod frame;
mod limits;
