/** The sentences that the demo magazine is made of. {place}, {river} and {person} are the article's own. */

export const titles = [
  'The last ferry from {place}',
  'A winter at {place}',
  'What the water leaves at {place}',
  'The lock keeper of {place}',
  'How to wait at {place}',
  'Mending a boat at {place}',
  'Eleven mornings at {place}',
  'The map that left out {place}',
  'A short history of the bridge at {place}',
  'Breakfast at {place}',
  'The night {place} flooded',
  'Counting birds at {place}',
  'The sound of {place} before dawn',
  'Two hours of slack water at {place}',
  'Letters from {place}',
  'Who owns the mud at {place}?',
  'The apprentice of {place}',
  'Walking from {place} to the sea',
  'The tide table of {place}',
  'A door in the wall at {place}',
  'Why nobody hurries at {place}',
  'The heron of {place}',
  'Small repairs at {place}',
  'Paying the toll at {place}',
] as const;

export const summaries = [
  'A morning on {river} with {person}, who has never once been early.',
  'There are quicker ways to cross {river}. {person} knows all of them and uses none.',
  'What a place remembers when the water goes down, told by those who swept it out.',
  'Everything at {place} is repaired, and nothing is ever quite finished.',
  'We asked {person} for an hour and stayed for three days.',
  'A long look at a short stretch of water, and at the people who keep it open.',
  'On patience, rope, and the difference between a delay and a pause.',
  'The work that nobody sees, on the river that everybody crosses.',
  'Some places are only ever passed through. {place} minds less than you would think.',
  'How a small crossing outlived two bridges, a railway and a plan.',
] as const;

export const openings = [
  'The first boat leaves {place} at ten past six, and {person} has already been up for two hours.',
  'If you come to {place} by road you will miss it; it was built to be seen from {river}.',
  'There is a chair on the quay at {place} that nobody sits on, and nobody has moved it in nineteen years.',
  'On the day I arrived {river} was the colour of tea and moving about as fast as a person reading.',
  '{person} keeps three clocks at {place}, and trusts the one that has stopped.',
  'Everyone agrees that the crossing takes eleven minutes. It has never taken eleven minutes.',
  'You hear {place} before you see it: a chain, a gull, somebody laughing at a kettle.',
  'The old name for this stretch of {river} means either “the turning” or “the debt”, depending on whom you ask.',
] as const;

export const observations = [
  'The water here does not flow so much as reconsider.',
  'By nine the mist has gone and the whole reach is laid out like a table before guests.',
  'A cormorant dries its wings on the third post, always the third, and the ferry is late if it is not there.',
  'The planks are grey where people walk and black where they do not, so that the quay is its own map.',
  'Somebody has painted the depth in feet on one wall and in metres on the other, and they do not agree.',
  'There is a smell of tar and cut reed, and under it the cold, coin-like smell of the river itself.',
  'In the afternoon the light comes in low under the bridge and writes on the ceiling of the boathouse.',
  'Children count the barges from the wall and have done so, judging by the scratches, for a century.',
  'When the wind goes round to the east the halyards begin, one after another, like a slow argument.',
  'The ebb uncovers a line of stakes that no chart explains and every local explains differently.',
  'It is the kind of quiet that is made of small noises, each of them waiting its turn.',
  'Nothing here is straight, except for the horizon, which people find a little showy.',
  'At low water you can read the bank like the edge of a book: clay, ash, clay, shells, clay.',
  'The swans have learned the timetable and are waiting when the bread gets off the boat.',
  'Even the rain seems to fall more slowly over the basin, as if it had been told to mind the surface.',
] as const;

export const work = [
  '{person} greases the paddle gear with something kept in a jam jar and refuses to say what it is.',
  'The job is nine parts looking and one part lifting, and the lifting is the easy part.',
  'Every spring the lines come off, are washed, are hung along the wall, and are put back in exactly the same places.',
  'A day’s work is written in a book with a marbled cover; the entries run to three words, and two of them are the weather.',
  'The engine is older than the crew. It starts on the second try, and it is considered rude to mention the first.',
  'They replaced one plank a year for forty years and now nobody can say which boat it is.',
  'A dredger comes in October, takes away what {river} has left, and is not thanked.',
  'The toll has been the same since the railway closed, because raising it would mean printing new tickets.',
  'There is a knot for this, says {person}, and there is a better knot, and there is the one we use.',
  'To open the gate you lean on it until it changes its mind.',
  'Most repairs are made out of other repairs. The oldest part of the sluice is a bolt, and they are fond of it.',
  'He showed me how to judge the current with a leaf and how to judge the leaf with a long look.',
  'The office has one window, and everything that matters goes past it eventually.',
] as const;

export const history = [
  'The first crossing was licensed in a year of three floods, on the ground that somebody had to.',
  'A toll book from the winter of the long ice lists two weddings, a piano and ninety geese, all paid for in full.',
  'The bridge was meant to end the ferry. It did, for a summer; then the bridge was closed for repairs, and here we are.',
  'In the archive there is a plan for a harbour twice this size, signed, sealed, and used ever since as a tablecloth.',
  'Two parishes claimed the island and neither would mend its wall, so that it has always been well visited and badly fenced.',
  'The mill took the water in the mornings and the barges took it in the evenings, and the quarrel fed three lawyers.',
  'When the railway came the warehouses emptied in a year; when it went they filled up again, with people.',
  'The great flood left its mark on the church door, and a later one, out of politeness, stopped just beneath it.',
  'Old maps show {place} on the wrong bank. The maps were right; it was {river} that moved.',
] as const;

export const people = [
  '“You do not steer it,” says {person}. “You suggest.”',
  '“My grandmother crossed here with a bed on a cart,” {person} told me. “She said that the bed complained less than the horse.”',
  '“People ask when we open,” says {person}. “I tell them: when the water does.”',
  'I asked {person} what had changed in thirty years. There was a long pause. “The shoes,” came the answer.',
  '“If you fall in,” {person} explained, “do it on the ebb. It is warmer, and you will be missed sooner.”',
  'A man with a dog comes every day at four. Nobody knows the man’s name; the dog is called Admiral.',
  '“The trick is not to look at the far bank,” says {person}. “It only makes it further.”',
  'The postwoman crosses with the letters, has a cup of tea on the other side, and crosses back with the answers.',
  '“We tried being quicker,” {person} admits. “It frightened the passengers.”',
] as const;

export const closings = [
  'When I left, the chair on the quay was still empty, and the light had moved round to sit in it.',
  'The last boat went at dusk with one passenger and a bicycle. {person} lifted a hand, as to both of them equally.',
  'By then the tide had turned, and everything that pointed one way all morning pointed, without fuss, the other.',
  'I missed the crossing by a minute and was glad of the hour it gave me.',
  'Somewhere upstream it was raining already. {river} knew, and had begun to put its things away.',
  'There will be another ferry. There has always been another ferry; that is the whole idea.',
] as const;

export const headings = [
  'Slack water',
  'The morning round',
  'What the book says',
  'On the far bank',
  'A question of levels',
  'After the ice',
  'Hands and tools',
  'Small hours',
] as const;
