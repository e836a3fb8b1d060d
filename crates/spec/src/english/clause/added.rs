//! Members that are told later, as what somebody may add: `a description of up to 2000 characters can be added`,
//! `optionally a remark of up to 200 characters`.

use super::{
    super::{
        cursor::{any, divider, eat_first},
        evidence::{Fact, Mod, Np, Quant},
        list,
        token::Tok,
    },
    Read,
};

const ADDED: &[&str] = &[
    "can|may|could also? optionally? be added|given|entered|attached|noted|stored|recorded|left|written as|if? well|too|wanted|needed|desired|known?",
    "is|are optional|possible too?",
];

/// One member of the thing spoken of, which need not be there.
pub(super) fn read(toks: &[Tok], at: usize, subject: Option<&Np>) -> Read {
    toks.get(at).filter(|tok| {
        matches!(tok.low.as_str(), "a" | "an" | "optionally" | "additionally" | "also" | "there")
    })?;
    let led = eat_first(toks, at, &["optionally|additionally|also|there ,? can|may? be? also?"]);
    let start = led.unwrap_or(at);
    if !any(toks, start, &["a", "an"]) {
        return None;
    }
    let (mut item, end) = list::item(toks, start)?;
    // What can be added to a list of things is one of them, and no member.
    let told = item.np.quant == Quant::One && item.members.is_empty() && item.np.low.len() <= 3;
    let bounded = item.mods.iter().any(|said| !matches!(said, Mod::Note));
    let end = match eat_first(toks, end, ADDED) {
        Some(end) => end,
        None if any(toks, at, &["optionally"]) => end,
        None => return None,
    };
    let field = super::is_field_word(item.np.last()) || bounded;
    if !told || !field || !divider(toks, end) {
        return None;
    }
    item.mods.retain(|said| !matches!(said, Mod::Required));
    item.mods.push(Mod::Optional);
    item.toks = at..end;
    Some((
        vec![Fact::Has { subject: subject.cloned(), items: vec![item], toks: at..end, from_frame: false }],
        end,
    ))
}
