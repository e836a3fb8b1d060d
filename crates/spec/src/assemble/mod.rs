//! Evidence → spec: which things are entities, what each fact belongs to, and what follows by default.

pub mod apart;
pub mod apply;
pub mod blocks;
pub mod contradictions;
pub mod counts;
mod deadline;
pub mod deeds;
pub mod defaults;
mod differ;
pub mod doubled;
pub mod draft;
pub mod entities;
mod exempt;
pub mod fields;
pub mod finish;
pub mod listing;
pub mod opening;
pub mod orders;
pub mod owners;
pub mod people;
pub mod permits;
pub mod relate;
pub mod rules;
pub mod settled;
pub mod states;
pub mod unique;
pub mod unspoken;
