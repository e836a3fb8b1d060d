//! A label for every item of a sequence, each in the light of its neighbours'.

use crate::{
    Feature, Order,
    bytes::{Bytes, Error, Take},
    ftrl::{Learned, Settings},
    table::{Learning, Table},
};

/// The features of each item.
pub type Sequence = Vec<Vec<Feature>>;

/// A linear-chain conditional random field.
#[derive(Debug, Clone)]
pub struct Chain<'a> {
    labels: usize,
    state: Table<'a>,
    /// From label (or the start, the last row) to label.
    moves: Vec<f32>,
}

/// What a chain makes of a sequence.
#[derive(Debug, Clone, PartialEq)]
pub struct Tagged {
    /// The likeliest labels, together.
    pub best: Vec<u8>,
    /// How likely each label is at each item, `labels` numbers an item that add up to one.
    pub likely: Vec<Vec<f32>>,
}

impl<'a> Chain<'a> {
    pub fn tag(&self, sequence: &[Vec<Feature>]) -> Tagged {
        let mut scores = vec![0.0; sequence.len() * self.labels];
        for (features, row) in sequence.iter().zip(scores.chunks_mut(self.labels)) {
            self.state.add(features, row);
        }
        let sums = Sums::of(self.labels, &scores, &self.moves);
        Tagged { best: best(self.labels, &scores, &self.moves), likely: sums.likely() }
    }

    /// Learns from sequences with their labels, each below `labels`.
    pub fn train(labels: usize, examples: &[(Sequence, Vec<u8>)], settings: &Settings) -> Self {
        let mut state = Learning::new(labels);
        let mut moves = vec![Learned::default(); (labels + 1) * labels];
        let placed: Vec<Vec<Vec<u32>>> = examples
            .iter()
            .map(|(items, _)| items.iter().map(|features| state.places(features)).collect())
            .collect();
        let mut order = Order::new(settings.seed);
        for _ in 0..settings.rounds {
            for n in order.shuffled(examples.len()) {
                let (items, gold) = (&placed[n], &examples[n].1);
                if items.is_empty() || gold.len() != items.len() {
                    continue;
                }
                let weights: Vec<f32> = moves.iter().map(|learned| learned.weight).collect();
                let mut scores = vec![0.0; items.len() * labels];
                for (places, row) in items.iter().zip(scores.chunks_mut(labels)) {
                    state.add(places, row);
                }
                let sums = Sums::of(labels, &scores, &weights);
                for ((places, mut likely), gold) in items.iter().zip(sums.likely()).zip(gold) {
                    if let Some(right) = likely.get_mut(usize::from(*gold)) {
                        *right -= 1.0;
                    }
                    state.step(places, &likely, settings);
                }
                let mut expected = sums.moves(&scores, &weights);
                let mut from = labels;
                for gold in gold {
                    expected[from * labels + usize::from(*gold)] -= 1.0;
                    from = usize::from(*gold);
                }
                for (learned, gradient) in moves.iter_mut().zip(expected) {
                    learned.step(gradient, settings);
                }
            }
        }
        Self {
            labels,
            state: state.table(),
            moves: moves.into_iter().map(|learned| learned.weight).collect(),
        }
    }

    pub fn write(&self, to: &mut Bytes) {
        to.u8(u8::try_from(self.labels).unwrap_or(u8::MAX));
        self.moves.iter().for_each(|weight| to.weight(*weight));
        self.state.write(to);
    }

    /// Errors: the bytes end too early, or the model has another number of labels.
    pub fn read(expected: usize, from: &mut Take<'a>) -> Result<Self, Error> {
        let labels = usize::from(from.u8()?);
        if labels != expected {
            return Err(Error::Labels { labels, expected });
        }
        let moves = (0..(labels + 1) * labels).map(|_| from.weight()).collect::<Result<_, _>>()?;
        Ok(Self { labels, moves, state: Table::read(from)? })
    }
}

/// Sums over all ways through the labels, forwards and backwards, each item's scaled to one so that long sequences
/// stay within the numbers (Rabiner 1989, section V.A).
struct Sums {
    labels: usize,
    forward: Vec<f32>,
    backward: Vec<f32>,
    scale: Vec<f32>,
}

impl Sums {
    fn of(labels: usize, scores: &[f32], moves: &[f32]) -> Self {
        let len = scores.len() / labels;
        let lift: Vec<f32> = moves.iter().map(|weight| weight.exp()).collect();
        let local = lifted(labels, scores);
        let (mut forward, mut backward) = (vec![0.0; len * labels], vec![1.0; len * labels]);
        let mut scale = vec![1.0; len];
        for t in 0..len {
            for to in 0..labels {
                let way: f32 = if t == 0 {
                    lift[labels * labels + to]
                } else {
                    (0..labels).map(|from| forward[(t - 1) * labels + from] * lift[from * labels + to]).sum()
                };
                forward[t * labels + to] = way * local[t * labels + to];
            }
            let row = &mut forward[t * labels..(t + 1) * labels];
            scale[t] = row.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            row.iter_mut().for_each(|sum| *sum /= scale[t]);
        }
        for t in (0..len.saturating_sub(1)).rev() {
            for from in 0..labels {
                let way: f32 = (0..labels)
                    .map(|to| {
                        lift[from * labels + to]
                            * local[(t + 1) * labels + to]
                            * backward[(t + 1) * labels + to]
                    })
                    .sum();
                backward[t * labels + from] = way / scale[t + 1];
            }
        }
        Self { labels, forward, backward, scale }
    }

    fn likely(&self) -> Vec<Vec<f32>> {
        let rows = self.forward.chunks(self.labels).zip(self.backward.chunks(self.labels));
        rows.map(|(forward, backward)| forward.iter().zip(backward).map(|(f, b)| f * b).collect()).collect()
    }

    /// How often each move is expected.
    fn moves(&self, scores: &[f32], moves: &[f32]) -> Vec<f32> {
        let labels = self.labels;
        let local = lifted(labels, scores);
        let mut expected = vec![0.0; moves.len()];
        for t in 0..self.scale.len() {
            for to in 0..labels {
                let here = local[t * labels + to] * self.backward[t * labels + to] / self.scale[t];
                if t == 0 {
                    expected[labels * labels + to] += moves[labels * labels + to].exp() * here;
                    continue;
                }
                for from in 0..labels {
                    expected[from * labels + to] +=
                        self.forward[(t - 1) * labels + from] * moves[from * labels + to].exp() * here;
                }
            }
        }
        expected
    }
}

/// The scores as factors, the largest of each item one.
fn lifted(labels: usize, scores: &[f32]) -> Vec<f32> {
    let mut local = scores.to_vec();
    for row in local.chunks_mut(labels) {
        let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        row.iter_mut().for_each(|score| *score = (*score - most).exp());
    }
    local
}

/// Viterbi's way.
fn best(labels: usize, scores: &[f32], moves: &[f32]) -> Vec<u8> {
    let len = scores.len() / labels;
    let mut back = vec![0usize; len * labels];
    let mut row: Vec<f32> = vec![0.0; labels];
    for t in 0..len {
        let mut next = vec![f32::NEG_INFINITY; labels];
        for to in 0..labels {
            let from = |from: usize| row[from] + moves[from * labels + to];
            let (came, sum) = if t == 0 {
                (0, moves[labels * labels + to])
            } else {
                (0..labels)
                    .map(|n| (n, from(n)))
                    .fold((0, f32::NEG_INFINITY), |a, b| if b.1 > a.1 { b } else { a })
            };
            back[t * labels + to] = came;
            next[to] = sum + scores[t * labels + to];
        }
        row = next;
    }
    let most = |row: &[f32]| {
        row.iter().enumerate().fold((0, f32::NEG_INFINITY), |a, (n, x)| if *x > a.1 { (n, *x) } else { a }).0
    };
    let mut at = most(&row);
    let mut way = vec![0u8; len];
    for t in (0..len).rev() {
        way[t] = u8::try_from(at).unwrap_or(0);
        at = back[t * labels + at];
    }
    way
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature;

    /// What stands behind a bracket is inside until it closes: what a letter is depends on what stood before it.
    fn example(text: &str) -> (Sequence, Vec<u8>) {
        let mut inside = false;
        let mut gold = Vec::new();
        for c in text.chars() {
            gold.push(match c {
                '(' => 1,
                ')' => 0,
                _ if inside => 2,
                _ => 0,
            });
            inside = c == '(' || inside && c != ')';
        }
        (text.chars().map(|c| vec![feature(&[&c.to_string()])]).collect(), gold)
    }

    fn trained() -> Chain<'static> {
        // Each letter stands as often inside as outside.
        let letters = ["a", "b", "c", "d"];
        let pairs = letters.iter().flat_map(|x| letters.iter().map(move |y| (x, y)));
        let texts = pairs.flat_map(|(x, y)| {
            [format!("{x}({y})"), format!("({x}{y}{x}){y}{x}{y}"), format!("{x}{y}({y}{x}){x}({x})")]
        });
        let examples: Vec<_> = texts.map(|text| example(&text)).collect();
        let settings = Settings { rounds: 60, l1: 0.0, l2: 0.0, alpha: 0.5, seed: 1 };
        Chain::train(3, &examples, &settings)
    }

    #[test]
    fn a_label_goes_on_until_its_end_stands() {
        let (items, gold) = example("d(dda)a(b)");
        let tagged = trained().tag(&items);
        assert_eq!(tagged.best, gold);
        for row in &tagged.likely {
            assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-3, "{row:?}");
        }
    }

    #[test]
    fn a_model_is_the_same_after_it_was_bytes() {
        let chain = trained();
        let mut bytes = Bytes::default();
        chain.write(&mut bytes);
        let again = Chain::read(3, &mut Take(&bytes.0)).expect("it was written whole");
        let (items, _) = example("a(b)c(d)");
        assert_eq!(again.tag(&items).best, chain.tag(&items).best);
        assert_eq!(
            Chain::read(4, &mut Take(&bytes.0)).unwrap_err(),
            Error::Labels { labels: 3, expected: 4 }
        );
        for len in 0..bytes.0.len() {
            assert!(Chain::read(3, &mut Take(&bytes.0[..len])).is_err(), "{len} bytes are no model");
        }
    }

    #[test]
    fn a_hundred_thousand_items_and_none_have_labels() {
        let chain = trained();
        assert_eq!(chain.tag(&[]).best, Vec::<u8>::new());
        let (items, gold) = example(&"a(bc)d".repeat(20_000));
        let tagged = chain.tag(&items);
        assert_eq!(tagged.best, gold);
        assert!(tagged.likely.iter().flatten().all(|likely| likely.is_finite()));
    }
}
