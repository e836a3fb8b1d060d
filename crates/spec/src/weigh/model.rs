//! The weights: what is learned from labelled requests, as bytes and as the program carries it.

use std::sync::OnceLock;

use linear::{Bytes, Chain, Choice, Decision, Error, Take};

use super::label::LABELS;

/// What is learned from labelled requests.
#[derive(Debug, Clone)]
pub struct Model<'a> {
    pub tagger: Chain<'a>,
    pub owner: Choice<'a>,
    pub verdict: Decision<'a>,
    pub right: Decision<'a>,
    pub thing: Decision<'a>,
    pub stack: Decision<'a>,
    pub kind: Choice<'a>,
    pub step: Decision<'a>,
    pub deed: Decision<'a>,
    pub list: Decision<'a>,
    pub key: Decision<'a>,
    pub row: Decision<'a>,
}

impl<'a> Model<'a> {
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Bytes::default();
        self.tagger.write(&mut bytes);
        self.owner.write(&mut bytes);
        self.verdict.write(&mut bytes);
        self.right.write(&mut bytes);
        self.thing.write(&mut bytes);
        self.stack.write(&mut bytes);
        self.kind.write(&mut bytes);
        self.step.write(&mut bytes);
        self.deed.write(&mut bytes);
        self.list.write(&mut bytes);
        self.key.write(&mut bytes);
        self.row.write(&mut bytes);
        bytes.0
    }

    /// Errors: the bytes are of no such model.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut from = Take(bytes);
        Ok(Self {
            tagger: Chain::read(LABELS, &mut from)?,
            owner: Choice::read(&mut from)?,
            verdict: Decision::read(&mut from)?,
            right: Decision::read(&mut from)?,
            thing: Decision::read(&mut from)?,
            stack: Decision::read(&mut from)?,
            kind: Choice::read(&mut from)?,
            step: Decision::read(&mut from)?,
            deed: Decision::read(&mut from)?,
            list: Decision::read(&mut from)?,
            key: Decision::read(&mut from)?,
            row: Decision::read(&mut from)?,
        })
    }
}

/// The weights that the program carries. A test holds that they can be read.
pub(super) fn learned() -> Option<&'static Model<'static>> {
    static MODEL: OnceLock<Option<Model<'static>>> = OnceLock::new();
    MODEL.get_or_init(|| Model::from_bytes(include_bytes!("../../data/reader.weights")).ok()).as_ref()
}
