//! `A report shows the number of orders and the sum of the totals per city`: numbers that are wished for, and nothing that
//! a report is made of.

use super::super::{
    cursor::{any, eat_first},
    token::Tok,
};

/// "A report shows the number" is "there should be a report with the number".
pub(super) fn plain(toks: &mut Vec<Tok>) {
    const REPORT: &[&str] = &[
        "a|an|one|the|another simple|small|short|daily|weekly|monthly|yearly? report|overview|dashboard|summary|evaluation",
    ];
    const SHOWS: &[&str] = &["shows|displays|gives|lists|contains|tells|presents|returns"];
    const NUMBERS: &[&str] = &[
        "me|us? the number|sum|total|average|mean|count|amount|minimum|maximum|revenue|turnover of?",
        "me|us? how many|much",
    ];
    let Some(verb) = eat_first(toks, 0, REPORT) else { return };
    let modal = eat_first(toks, verb, &["should|must|shall|will|can"]);
    let shown = eat_first(toks, verb, SHOWS)
        .or_else(|| eat_first(toks, modal?, &["show|display|give|list|contain|tell|present|return"]));
    let Some(shown) = shown.filter(|n| eat_first(toks, *n, NUMBERS).is_some()) else { return };
    let kept = toks[shown - 1].clone();
    let start = toks[0].start;
    toks.splice(verb..shown, [Tok { low: "with".to_owned(), ..kept }]);
    // "with me the number"
    if any(toks, verb + 1, &["me", "us"]) {
        toks.remove(verb + 1);
    }
    toks.splice(0..0, ["there", "should", "be"].map(|word| Tok::added(word, start)));
}
