//! Words that limit a right as `only` does: `just their own`, `solely by admins`.

use super::super::super::{cursor::any, token::Tok};
use crate::assemble::permits::ops_of;

/// Turns such a word into `only` where it stands before whose something is, who, or what they do.
pub fn mark(toks: &mut [Tok]) {
    for at in 0..toks.len() {
        if !any(toks, at, &["just", "solely", "exclusively", "merely", "purely"]) {
            continue;
        }
        let before = |words: &[&str]| at > 0 && any(toks, at - 1, words);
        let theirs = any(toks, at + 1, &["their", "theirs", "his", "her", "my", "our", "own", "those"]);
        let deed = toks.get(at + 1).is_some_and(|tok| ops_of(&tok.low).is_some())
            && before(&["can", "may", "could", "should", "must", "shall", "will"]);
        let whom = any(toks, at + 1, &["for", "by", "to"])
            && before(&["is", "are", "be", "visible", "accessible", "available", "editable", "open"])
            || before(&["by", "for", "to"]);
        if (theirs || deed || whom)
            && let Some(tok) = toks.get_mut(at)
        {
            "only".clone_into(&mut tok.low);
        }
    }
}
