/** First names of people, and names made up from syllables. */
export const firstNames =
  `Anna Ben Carla David Emma Felix Greta Henry Ida Jack Kate Leo Maria Noah Olga Paul Rosa Sam
  Tina Victor Wendy Xavier Yara Zoe Adam Alice Amir Amy Andrea Andrew Angela Anton Arthur Aisha Barbara Beatrice Bill
  Bob Boris Brenda Brian Bruno Camille Carlos Cecilia Charles Charlotte Chen Chloe Clara Daniel Daria Deborah Dennis
  Diana Diego Dora Edgar Edith Elena Eli Elias Elisa Ellen Eric Erika Ethan Eva Fatima Finn Fiona Frank Frida Gabriel
  George Gina Hana Hans Harry Hassan Hannah Heidi Helen Hugo Igor Ines Irene Isaac Isabel Ivan Jacob James Jan Jana Jane
  Jasmine Jean Jenny Jim Joan Joe John Jonas Josef Julia Julian Karen Karl Kenji Kevin Kim Laila Lara Laura Lena Leon
  Liam Lily Linda Lisa Liz Louis Lucas Lucy Luis Luna Lydia Magda Malik Marco Margaret Mark Marta Martin Mary Mateo Max
  Maya Mehmet Mia Michael Miguel Mila Mina Mira Mohammed Molly Monica Nadia Nathan Nick Nicole Nina Nora Oliver Olivia
  Omar Oscar Otto Pablo Patricia Pedro Peter Petra Philip Pia Priya Rachel Raj Ralph Rebecca Richard Rita Robert Robin
  Roman Ruth Ryan Salma Sandra Sara Simon Sofia Sonja Stella Stephen Susan Sven Tara Theo Thomas Tim Tom Tomas Ursula
  Vera Walter Wei William Yuki Yusuf`.split(/\s+/);

const starts =
  `Ba Be Bo Bra Da De Do Dra Fa Fe Fi Ga Ge Gri Ha Hu Ja Jo Ka Ke Ki Kra La Le Li Lo Lu Ma Me Mi Mo Na Ne
  Ni No Nu O Pa Pe Po Qua Ra Re Ri Ro Sa Se Si Sha Sto Ta Te Ti To Tri U Va Ve Vi Wa We Xa Ya Yo Za Ze Zi Zo A E I`.split(
    /\s+/,
  );
const middles =
  `ba bi da di do ga la le li lo lu ma me mi na ne ni no ra re ri ro sa se si so ta te ti to va vi
  xa za ze zo`.split(/\s+/);
const ends =
  `ba bel da dan den dor dra el fin ga gan ka kan kin la lan len lia lin lo lus mar mi min mo na nar nel ni
  nis no nor ra ran rek rin ris ro rus sa san sha so ta tan tel tha ti tor tus va ven vik x xa yn za zar zel`.split(
    /\s+/,
  );

/**
 * A made-up name such as "Kralin" or "Zodaven".
 * @param {object} random the generator's random source
 * @returns {string} the name
 */
export function inventedName(random) {
  const middle = random.chance(0.4) ? random.pick(middles) : "";
  return random.pick(starts) + middle + random.pick(ends);
}

/**
 * A real or made-up name.
 * @param {object} random the generator's random source
 * @returns {string} the name
 */
export function anyName(random) {
  return random.chance(0.55) ? random.pick(firstNames) : inventedName(random);
}
