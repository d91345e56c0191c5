// The old spelling of the toolkit: devToolKit -c -p '--dev NAME COMMAND' and its other flags.
#ifndef DEVTOOLKIT_H
#define DEVTOOLKIT_H

int devtoolkit_main(int argc, char **argv);

#endif
