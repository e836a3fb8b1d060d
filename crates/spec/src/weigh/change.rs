//! The first reading, changed where the weights are sure.

use super::verdict::Weighed;
use crate::assemble::draft::Sentence;

pub(super) fn apply(_sentences: &mut [Sentence], _members: &[Weighed]) {}
