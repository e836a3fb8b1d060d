//! What answers cost, who pays, and what need not be asked twice.

pub mod books;
pub mod cache;
pub mod ledger;
pub mod meaning;
pub mod price;
pub mod shelf;
