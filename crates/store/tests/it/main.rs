//! Behaviour of the storage logic; the memory store passes the contract.

mod addresses;
mod differences;
mod history;

use std::sync::Arc;

use store::{Memory, Store};

store::contract!(memory => async { (Arc::new(Memory::new()) as Arc<dyn Store>, ()) });
