# Sanitizers must reach every object of a binary, so they are the one directory-wide flag.
if(MCSPEC_SANITIZE)
  string(REPLACE ";" "," sanitizers "${MCSPEC_SANITIZE}")
  add_compile_options(-fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
  add_link_options(-fsanitize=${sanitizers})
endif()
# Rooms have no type information, which this one check of undefined behaviour needs.
if(MCSPEC_SANITIZE MATCHES "undefined")
  add_compile_options(-fno-sanitize=vptr)
endif()
# To wrap and to lose bits is no fault of unsigned numbers, so that headers of others may.
if(MCSPEC_SANITIZE MATCHES "unsigned-integer-overflow|implicit-conversion")
  add_compile_options(-fsanitize-ignorelist=${CMAKE_CURRENT_LIST_DIR}/integer_ignorelist.txt)
endif()
if(MCSPEC_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
