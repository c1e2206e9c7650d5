// WordNet 3.0: the sense that a drawing shows, and plain glosses of common nouns.
import fs from 'node:fs';

// A sense is the drawing's only if one of these words is above it; else the concept gets no facts (hammer → part of a gunlock).
const ANCHORS = {
  'animal-': ['animal', 'imaginary_being', 'shell'], 'plant-': ['plant', 'plant_part', 'fungus', 'leaf', 'flower', 'grain'], 'food-fruit': ['fruit', 'edible_fruit', 'solanaceous_vegetable'],
  'food-vegetable': ['vegetable', 'food', 'edible_nut', 'nut'], 'food-': ['food', 'dish', 'nutriment', 'foodstuff'], drink: ['beverage', 'drink', 'glass', 'vessel'], dishware: ['tableware', 'cutlery', 'container', 'edge_tool', 'jar'],
  'place-geographic': ['geological_formation', 'geographical_area', 'tract'], 'place-': ['building', 'structure', 'housing', 'shelter', 'ride', 'tower'], 'transport-ground': ['vehicle', 'container', 'signal', 'pump'],
  'transport-': ['vehicle', 'craft', 'device'], time: ['timepiece', 'instrument'], 'sky-weather': ['celestial_body', 'weather', 'atmospheric_phenomenon', 'canopy', 'measuring_instrument', 'figure', 'crystal', 'burning', 'cloud'],
  event: ['decoration', 'toy', 'artifact', 'plant', 'acquisition'], 'award-medal': ['award', 'cup'], sport: ['game_equipment', 'sports_equipment', 'ball', 'handwear', 'footwear', 'runner', 'implement'],
  game: ['game_equipment', 'device', 'control', 'ball', 'cube'], 'arts-crafts': ['artifact'], clothing: ['clothing', 'garment', 'footwear', 'headdress', 'bag', 'container', 'jewelry', 'optical_instrument', 'adornment', 'makeup', 'regalia'],
  sound: ['device', 'instrument'], music: ['device', 'instrument'], 'musical-instrument': ['musical_instrument'], phone: ['telephone', 'electronic_equipment'], computer: ['machine', 'device', 'computer'],
  'light-video': ['device', 'equipment', 'lamp', 'optical_instrument', 'instrument'], 'book-paper': ['publication', 'product', 'document', 'artifact', 'press'], money: ['container', 'currency', 'open-end_credit', 'bag', 'money'],
  mail: ['container', 'box'], writing: ['implement', 'applicator'], office: ['implement', 'fastener', 'container', 'edge_tool', 'calendar', 'device', 'measuring_instrument'], lock: ['device'], tool: ['tool', 'weapon', 'implement', 'wheel'],
  science: ['instrument', 'device', 'vessel'], medical: ['device', 'instrument', 'medicine', 'dose'], household: ['furniture', 'fixture', 'vessel', 'movable_barrier', 'vehicle', 'plumbing_fixture', 'seat'], 'body-parts': ['body_part', 'organ', 'sense_organ', 'external_body_part'],
};
// Names whose anchored sense is still another thing (checked by reading wordnet.csv).
const OTHER_THING = new Set(['wave', 'pepper', 'plug', 'glove', 'bolt', 'fir', 'note', 'statue', 'bus', 'cake', 'bow', 'dolphin', 'chocolate', 'christmas tree', 'football', 'receiver', 'ribbon', 'siren', 'shower']);
// Left out of the language text: a teaching text need not hold them.
const UNFIT = /sex|rape|fuck|shit|slur|ethnic|negro|jew|prostitut|whore|nazi|genital|penis|vagina|anus|coit|dysphem|offensive|suicid|murder/;
let base = null, index = null, files = null;

function open(folder) {
  if (files) return;
  base = fs.readFileSync(`${folder}/data.noun`, 'latin1');
  files = folder;
  index = new Map();
  for (const line of fs.readFileSync(`${folder}/index.noun`, 'latin1').split('\n')) {
    if (line.startsWith(' ') || !line) continue;
    const f = line.trim().split(/\s+/), pointers = +f[3];
    index.set(f[0], { tagged: +f[5 + pointers], senses: f.slice(6 + pointers) });
  }
}

function synset(offset) {
  const line = base.slice(+offset, base.indexOf('\n', +offset));
  const [head, gloss] = line.split(' | ');
  const f = head.split(' '), count = parseInt(f[3], 16);
  const words = Array.from({ length: count }, (_, i) => f[4 + 2 * i]);
  const pointers = [];
  for (let at = 4 + 2 * count + 1, n = +f[4 + 2 * count]; n > 0; n--, at += 4) pointers.push({ kind: f[at], to: f[at + 1], part: f[at + 2] });
  return { offset, words, pointers, gloss: gloss.trim() };
}

function above(offset) { // every synset above, nearest first
  const seen = [], queue = [offset];
  while (queue.length) {
    for (const p of synset(queue.shift()).pointers)
      if (p.kind === '@' || p.kind === '@i') { if (!seen.includes(p.to)) { seen.push(p.to); queue.push(p.to); } }
  }
  return seen.map(synset);
}

const plain = word => word.replaceAll('_', ' ').replace(/\(.*\)/, '').toLowerCase();
const firstClause = gloss => gloss.split(';')[0].trim();

export function acceptedSense(folder, name, subgroup) {
  open(folder);
  if (OTHER_THING.has(name)) return null;
  const anchors = ANCHORS[subgroup] ?? ANCHORS[Object.keys(ANCHORS).find(key => key.endsWith('-') && subgroup.startsWith(key))];
  if (!anchors) throw new Error(`no anchors for subgroup '${subgroup}': add a row to ANCHORS`);
  const lemma = name.replaceAll(' ', '_');
  const entry = index.get(lemma) ?? index.get(lemma.replace(/s$/, ''));
  for (const offset of entry?.senses ?? []) {
    const chain = above(offset);
    if (!chain.some(s => s.words.some(word => anchors.includes(word)))) continue;
    const own = synset(offset);
    return {
      synset: offset,
      hypernyms: chain.slice(0, 3).map(s => plain(s.words[0])).filter(word => /^[a-z -]+$/.test(word) && word !== name),
      parts: own.pointers.filter(p => p.kind === '%p' && p.part === 'n').map(p => plain(synset(p.to).words[0])).filter(word => /^[a-z ]+$/.test(word)).slice(0, 4),
      gloss: firstClause(own.gloss).replace(/:? ""?.*$/, '').replace(/:$/, ''),
    };
  }
  return null;
}

/** "word: gloss." of the first sense of every noun that occurs in WordNet's sense-tagged texts; short and of plain letters. */
export function commonGlosses(folder) {
  open(folder);
  const lines = [];
  for (const [lemma, entry] of index) {
    if (entry.tagged < 1 || !/^[a-z]+(_[a-z]+)?$/.test(lemma)) continue;
    const gloss = firstClause(synset(entry.senses[0]).gloss);
    if (gloss.length < 70 && /^[a-z ,-]+$/.test(gloss) && !UNFIT.test(`${lemma} ${gloss}`)) lines.push(`${plain(lemma)}: ${gloss}.`);
  }
  return lines;
}
