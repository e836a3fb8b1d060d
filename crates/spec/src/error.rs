//! Why a text was not read. What a text says is never an error: that is a question.

use domain::Explain;

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    #[error("the text and its attachments have {size_bytes} bytes; at most {limit_bytes} are read")]
    TooLarge { size_bytes: usize, limit_bytes: usize },
    #[error("more than {limit_words} words and marks of the text and its attachments are in no known format")]
    TooWordy { limit_words: usize },
    #[error("no question has the id `{id}`")]
    UnknownQuestion { id: String, known: Vec<String> },
    #[error("the answer to {id} does not fit: {reason}")]
    AnswerDoesNotFit { id: String, reason: String },
    #[error("the spec is no valid edit of its own text: {reason}")]
    SpecDoesNotFit { reason: String },
}

impl Explain for Error {
    fn code(&self) -> &'static str {
        match self {
            Error::TooLarge { .. } => "QL-R001",
            Error::UnknownQuestion { .. } => "QL-R002",
            Error::AnswerDoesNotFit { .. } => "QL-R003",
            Error::SpecDoesNotFit { .. } => "QL-R004",
            Error::TooWordy { .. } => "QL-R005",
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Error::TooLarge { .. } => "leave out attachments that do not describe the data".to_owned(),
            Error::TooWordy { .. } => {
                "give the part that describes the software, in plain words or in a format such as SQL, OpenAPI \
                 or CSV; or raise reader.max_words"
                    .to_owned()
            }
            Error::UnknownQuestion { known, .. } if known.is_empty() => {
                "this text leaves no question open".to_owned()
            }
            Error::UnknownQuestion { known, .. } => format!("open questions: {}", known.join(", ")),
            Error::AnswerDoesNotFit { .. } => {
                "answer with one of the options, or in the form that the question shows; answers from earlier runs are \
                 left aside by --no-remembered"
                    .to_owned()
            }
            Error::SpecDoesNotFit { .. } => {
                "start from the output of `quantumlayer spec --json` and change values in it".to_owned()
            }
        })
    }
}

/// Whether a reading failed by an answer that does not fit: another one may.
pub fn is_unfit_answer(error: &domain::Explained) -> bool {
    let unfit = Error::AnswerDoesNotFit { id: String::new(), reason: String::new() };
    error.code == unfit.code()
}
