//! Models as bytes, little-endian. What was cut off or is no model is an error, never a panic.

/// Why bytes are no model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("the model ends too early")]
    CutOff,
    #[error("the model has {labels} labels, {expected} are expected")]
    Labels { labels: usize, expected: usize },
    #[error("the features of the model are not in order")]
    Order,
}

/// Bytes that grow.
#[derive(Debug, Default)]
pub struct Bytes(pub Vec<u8>);

impl Bytes {
    pub fn u8(&mut self, value: u8) {
        self.0.push(value);
    }
    pub fn u32(&mut self, value: u32) {
        self.0.extend(value.to_le_bytes());
    }
    /// In thousandths, between ±32.
    pub fn weight(&mut self, value: f32) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is held between the bounds of the type first"
        )]
        let thousandths = (value * 1000.0).round().clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16;
        self.0.extend(thousandths.to_le_bytes());
    }
}

/// Bytes that are taken from the front.
#[derive(Debug, Clone, Copy)]
pub struct Take<'a>(pub &'a [u8]);

impl Take<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let (head, rest) = self.0.split_first_chunk::<N>().ok_or(Error::CutOff)?;
        self.0 = rest;
        Ok(*head)
    }
    pub fn u8(&mut self) -> Result<u8, Error> {
        Ok(self.take::<1>()?[0])
    }
    pub fn u32(&mut self) -> Result<u32, Error> {
        Ok(u32::from_le_bytes(self.take()?))
    }
    pub fn weight(&mut self) -> Result<f32, Error> {
        Ok(weight_of(self.take()?))
    }
}

/// See [`Bytes::weight`].
pub(crate) fn weight_of(thousandths: [u8; 2]) -> f32 {
    f32::from(i16::from_le_bytes(thousandths)) / 1000.0
}
