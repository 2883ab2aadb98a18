package dev.dalleserver.painting.figure;

/**
 * Groups of species that share a trait, by parts of their names. A name that fits no group is drawn
 * as its class is drawn; nothing depends on a list being complete.
 */
enum SpeciesGroups {
  ANTLERED(
      "deer, moose, elk, caribou, reindeer, jackalope, peryton, wolpertinger, sambar, "
          + "muntjac, sitatunga"),
  BARBELED("catfish, carp, koi, loach, sturgeon, barb, goatfish"),
  BELL_SHAPED("jellyfish, jelly, salp, sailor, gooseberry, girdle, hydra"),
  BIVALVE(
      "clam, mussel, scallop, oyster, cockle, quahog, geoduck, limpet, abalone, chiton, "
          + "shell, shipworm"),
  BLAZED("skunk, badger, zorilla, numbat, blaze, fox, collie"),
  BUSHY_TAILED("fox, squirrel, skunk, wolf, raccoon, panda, lemur, marten, anteater, beaver"),
  CRESTED(
      "cockatoo, crested, peafowl, hoopoe, cardinal, jay, crowned, crane, turaco, waxwing, "
          + "phoenix, firebird, simurgh, quail, lapwing, heron, rooster, secretarybird, "
          + "umbrellabird"),
  CURVE_HORNED(
      "goat, ibex, tahr, chamois, cow, ox, bull, yak, bison, buffalo, zebu, minotaur, "
          + "wildebeest, takin, serow, qilin, baku"),
  DISC_NOSED("pig, boar, hog, peccary, babirusa, tapir, warthog"),
  DRAGON_KIN("dragon, basilisk, serpent, wyvern, ouroboros, lake monster, leviathan, kappa, hydra"),
  EARLESS(
      "whale, dolphin, seal, porpoise, walrus, orca, mole, platypus, manatee, dugong, "
          + "narwhal, vaquita, sea lion"),
  FLATFISH("ray, skate, flounder, halibut, sole, turbot, catfish"),
  FLAT_BILLED(
      "duck, goose, swan, spoonbill, teal, shelduck, mallard, wigeon, shoveler, nene, "
          + "platypus, smew, pintail, eider"),
  FLAT_FACED(
      "monkey, ape, gorilla, cat, lion, tiger, hamster, koala, tarsier, loris, orangutan, "
          + "seal, sloth"),
  HANGING_EARED("dog, hound, poodle, spaniel, terrier, beagle, goat"),
  HOOFED(
      "horse, zebra, donkey, ass, mule, deer, moose, elk, caribou, reindeer, goat, sheep, "
          + "cow, ox, bull, yak, bison, buffalo, camel, llama, alpaca, vicuna, guanaco, giraffe, "
          + "okapi, antelope, gazelle, oryx, impala, kudu, eland, ibex, chamois, wildebeest, "
          + "pony, zebu, nilgai, tahr, mouflon, markhor, unicorn, minotaur, kelpie, qilin, faun, "
          + "centaur, hippogriff, winged horse, sambar, muntjac, saiga, rhinoceros, mustang, "
          + "onager, peryton, pronghorn, springbok, sitatunga, waterbuck, nyala"),
  HOOK_BILLED(
      "eagle, hawk, falcon, vulture, condor, parrot, macaw, cockatoo, kite, buzzard, "
          + "harrier, osprey, parakeet, lovebird, griffin, hippogriff, kestrel, caracara, "
          + "flamingo, rosella, secretarybird"),
  HORNED_FOLK("imp, faun, ogre, goblin, troll, gargoyle, satyr, trickster"),
  JAWED("beetle, ant, mantis, wasp, hornet, termite, antlion, earwig"),
  LONG_BILLED(
      "heron, crane, stork, ibis, hummingbird, kingfisher, egret, curlew, woodpecker, "
          + "snipe, avocet, stilt, hoopoe, kiwi, sandpiper, sunbird, bee-eater, sabrewing, "
          + "oystercatcher, godwit, roadrunner"),
  LONG_EARED(
      "rabbit, hare, jackalope, wolpertinger, fennec, jerboa, aardvark, bilby, donkey, "
          + "kangaroo, wallaby"),
  LONG_NECKED(
      "heron, swan, crane, stork, flamingo, ostrich, egret, ibis, emu, rhea, goose, "
          + "anhinga, spoonbill, bittern, cormorant"),
  LONG_SNOUTED(
      "anteater, aardvark, numbat, echidna, shrew, tamandua, pangolin, tapir, dolphin, "
          + "bandicoot, mole"),
  MASKED("raccoon, panda, badger, polecat, ferret, coati, loris"),
  NEEDLED("pine, redwood, fern, palm, bamboo, willow, puzzle"),
  OLD(
      "grand, grandfather, grandmother, elder, sage, hermit, gnome, tomte, wizard, mystic, "
          + "leprechaun"),
  PHOENIX_KIN("phoenix, roc, simurgh, firebird, caladrius, griffin, hippogriff, cockatrice"),
  POINT_EARED(
      "cat, fox, wolf, tiger, lynx, jackal, coyote, serval, caracal, leopard, puma, "
          + "ocelot, dingo, kitsune, werewolf, corgi, husky, margay, marten, squirrel, wild dog, "
          + "dhole"),
  POINT_EARED_FOLK(
      "elf, fairy, pixie, goblin, imp, sprite, sylph, dryad, naiad, tomte, leprechaun, "
          + "gnome, troll, ogre"),
  RAM_HORNED("sheep, mouflon, argali, ram, bighorn, merino, faun"),
  RINGED("worm, centipede, millipede, leech, tardigrade, trilobite, crab"),
  ROOT(
      "carrot, radish, turnip, pumpkin, cabbage, leek, artichoke, pineapple, pepper, "
          + "mandrake, strawberry"),
  ROSETTED("leopard, jaguar, ocelot, cheetah, giraffe, serval, margay, spotted, dalmatian"),
  SEA_MAMMAL(
      "whale, dolphin, seal, porpoise, orca, manatee, dugong, narwhal, walrus, vaquita, "
          + "sea lion"),
  SIDE_EARED(
      "monkey, ape, gorilla, chimpanzee, orangutan, bonobo, macaque, baboon, gibbon, "
          + "tamarin, marmoset, siamang, sasquatch, yeti, mandrill, capuchin, langur, uakari"),
  SNAKE(
      "snake, python, boa, viper, cobra, adder, mamba, serpent, rattlesnake, anaconda, "
          + "krait, boomslang, copperhead, cottonmouth, kingsnake, bushmaster, basilisk, "
          + "ouroboros"),
  SPIKED(
      "iguana, dragon, devil, horned, stegosaurus, tuatara, wyvern, triceratops, basilisk, "
          + "ankylosaurus, lizard"),
  STRAIGHT_HORNED(
      "oryx, gazelle, antelope, saola, markhor, kudu, eland, nilgai, springbok, pronghorn, "
          + "okapi, giraffe, nyala, waterbuck"),
  TAILED_AMPHIBIAN(
      "newt, salamander, axolotl, olm, siren, mudpuppy, hellbender, amphiuma, caecilian"),
  TALE_FOLK(
      "elf, fairy, pixie, gnome, goblin, imp, leprechaun, mermaid, merman, naiad, ogre, "
          + "troll, sprite, sylph, tomte, banshee, cyclops, giant, golem, gargoyle, spirit, "
          + "selkie, will-o-the-wisp, centaur, faun"),
  TREE(
      "tree, oak, pine, redwood, birch, willow, maple, baobab, banyan, ginkgo, mangrove, "
          + "olive, aspen, palm, fern, bamboo, ivy, moss, elm, dryad"),
  WATER_FOLK(
      "mermaid, merman, hippocampus, selkie, naiad, kelpie, sea serpent, lake monster, "
          + "leviathan"),
  WHISKERED(
      "cat, tiger, lion, leopard, lynx, otter, seal, mouse, rat, hare, rabbit, walrus, "
          + "puma, ocelot, serval, margay, vole, weasel"),
  WINGED("winged, sphinx, manticore, peryton, unicorn, qilin, wolpertinger, will-o-the-wisp");

  private final String[] words;

  SpeciesGroups(String words) {
    this.words = words.split(", ");
  }

  /** True when the species' name, in lower case, belongs to the group. */
  boolean has(String noun) {
    return Species.named(noun, words);
  }
}
