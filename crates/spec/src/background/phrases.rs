//! Words and phrases by what they say of a part of a sentence: that it binds, that it wishes, how it was until now.

/// Words of a duty, a right or a condition: whatever else is said beside them, the part may ask for something.
pub(super) const BINDING: &str = "must mustn't shall should shouldn't cannot can't can may might could couldn't will won't would needs need \
    ought if unless whenever only per max min maximum minimum exactly required mandatory optional unique default";

/// Words that limit or repeat. In a tale of what went wrong they tell, and nowhere else.
pub(super) const LIMITING: &str = "each every never always when once until till while except most least than twice not no nobody none any \
    within without before after same both whether which whose automatically doesn't don't isn't aren't";

/// Words of a wish.
pub(super) const WISHES: &[&str] = &[
    "want|wants|wish|wishes|need|needs",
    "would like|love|prefer",
    "i'd|we'd like|love|prefer",
    "looking for",
    "please|pls|plz|let|ensure",
    "make sure",
];

/// What is done without software.
pub(super) const BY_HAND: &str = "paper papers spreadsheet spreadsheets excel whiteboard whiteboards blackboard chalkboard notebook notebooks \
    pencil binder binders whatsapp clipboard clipboards shoebox shoeboxes post-it post-its biro";

pub(super) const BY_HAND_TOGETHER: &[&str] = &[
    "card index|indexes|file",
    "index|filing|paper card|cards|cabinet",
    "group chat|chats",
    "sticky note|notes",
    "google sheet|sheets|doc|docs",
    "word file|files|document|documents",
    "post - its|it",
    "ring binder|binders",
    "phone calls",
    "out of my|our|his|her|the head|memory",
    "in|from my|our|his|her|people's head|heads|memory",
];

/// The same, where software may do it as well.
pub(super) const PERHAPS_BY_HAND: &[&str] = &[
    "by|over|via|through the? phone|telephone|e-mail|email|mail|fax|letter|post|hand|text|sms",
    "by word of mouth",
];

/// Data that goes in or out, whatever it is written on.
pub(super) const MOVES: &str = "import imports imported export exports exported upload uploads uploaded download downloads convert converts parse \
    parses print prints printed generate generates produce produces attach attaches attached receipt scan scans migrate";

/// How people feel about it, and what goes wrong.
pub(super) const FEELINGS: &str = "tired chaos chaotic mess messy nightmare headache headaches pain painful annoying annoyed annoys frustrated \
    frustrating frustration quarrel quarrels quarrelling argue argues arguing complain complains complaining complained \
    confusion confusing disaster catastrophe unfortunately luckily sadly honestly desperate nerves sick hate hates \
    stressful tedious cumbersome ringing drowning struggle struggles struggling grumble grumbles shout shouts shouting despair \
    embarrassing embarrassed overwhelmed unhappy hopeless ridiculous madhouse terrible awful horrible";

pub(super) const FEELINGS_TOGETHER: &[&str] = &[
    "fed up",
    "get|gets|getting|got|goes|go|going|went lost|missing|forgotten|wrong|astray",
    "lose|loses|losing|lost track|count|sight|overview|time|hours|money|customers|members|papers|slips|notes",
    "nobody|noone knows|remembers|knew|remembered|understands|believes|likes|reads|dares",
    "no one knows|remembers|knew|remembered|understands|believes|likes|reads|dares",
    "no longer know|knows|see|sees|remember|remembers",
    "i|we|they never know|remember|knew",
    "i|we|they do|did not know|remember",
    "i|we|they don't|didn't know|remember",
    "only one|two|three person|people|man|woman? understands|understand|knows|know|remembers|remember",
    "no idea|clue|overview",
    "nobody|noone has an|any overview|idea|clue",
    "throw|throws|throwing away",
    "drives|drive|driving me|us|everybody|everyone|them mad|crazy|nuts|up|insane",
    "takes|take|took|costs|cost|wastes|eats us|me|them|him|her ages|forever|hours|days|weeks|evenings|weekends",
    "takes|take|took|costs|cost|wastes|eats ages|forever|hours|evenings|weekends",
    "too much|many|long|late time|work|mistakes|calls|emails|mails|errors|paper",
    "never stops|ends|works|worked",
    "i|we|they forget|forgets|keep forgetting|losing|asking",
    "keep|keeps losing|forgetting|asking|ringing|calling|getting",
    "good news",
    "bad news",
    "is|are|was|were had enough",
    "had enough",
    "no longer works|manageable|workable",
    "cannot cope",
];

/// The time in which it is as it is until there is the software.
pub(super) const NOW: &[&str] = &[
    "right now ,?",
    "at the moment ,?",
    "at present ,?",
    "so far ,?",
    "until|till|up now|today|recently|to? now?",
    "these days ,?",
    "nowadays|presently ,?",
    "today|currently|now|until ,? we|i|our|my|it|it's|everything|all|they|people|the|this|that|there|nobody|everyone|everybody|most",
    "for years|decades|ages ,?",
    "for a long time|while",
    "as of today|now",
];

pub(super) const PAST_TIMES: &[&str] = &[
    "last|this year|month|week|summer|winter|autumn|spring|season|time|night|monday|tuesday|wednesday|thursday|friday|saturday|sunday|christmas|weekend",
    "yesterday|recently|previously|formerly|originally",
    "days|weeks|months|years|year|week|month|while ago",
    "used to",
    "in the past",
    "the other day",
    "for|over|since years|decades|ages",
];

/// Behind one of these begins the clause that it times.
pub(super) const TIMES: &str = "month week year summer winter autumn spring season night yesterday recently monday tuesday wednesday thursday friday \
    saturday sunday christmas once then ago time day past today now finally eventually";

/// Forms that are no participle: whatever stands before them did it.
pub(super) const PRETERITES: &str = "was were wasn't weren't had hadn't did didn't became began broke came drove fell flew forgot gave got grew \
    knew ran rang saw spoke stole stood stopped swam took threw went wrote ate chose drew wore woke";

/// Money and time of the project itself.
pub(super) const PROJECT: &[&str] = &[
    "the|our|my|total? budget",
    "freelancer|freelancers|developer|developers|programmer|agency|coder|student|contractor wanted|needed|sought|required",
    "hourly|daily|day rate",
    "fixed price",
    "the? deadline",
    "offers|quotes|bids|applications to|by|until|please",
    "start|starting|begin|kick-off|kickoff|launch|delivery|handover|go-live in|on|by|at|is january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|winter|soon|asap|monday|q1|q2|q3|q4",
    "paid|payment|invoice|invoicing on|at|after|by|upon the? end|delivery|acceptance|completion|handover",
    "payment|invoice within",
    "i|we are|'re in no hurry|rush",
    "no hurry|rush",
    "i|we can|could|would|will only? pay|spend|afford",
    "there is|'s? no need to? hurry|rush",
    "no|there's need|no to? hurry|rush",
    "delivery|handover|launch|start|kick-off by|until|before|at the? end|beginning|middle of",
    "there is|'s money|a|some|no budget|money for",
];

/// What is left to whoever builds it, and what comes along with it.
pub(super) const LEFT_TO_YOU: &[&str] = &[
    "the? choice of",
    "your choice|call|decision",
    "you|contractor|developer decide|decides|choose|chooses|pick|picks",
    "up to you|contractor|developer|freelancer",
    "up to the contractor|developer|builder|freelancer|supplier",
    "tests|documentation|docs|readme|both is|are part of|included",
    "i|we have|has no preference|preferences|opinion",
    "i|we don't care|mind",
    "no preference|preferences",
    "doesn't|does not? matter",
];
